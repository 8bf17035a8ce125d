"""The language model, when the user has one: never asked by default."""
