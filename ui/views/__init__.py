"""The views of the page, one a module: each gives its routes, and asks the desk for what it shows."""
