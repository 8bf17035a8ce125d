"""The language model, when the user has one: never asked by default.

`seam.py` is all that the rest of the program knows of it; `load_model` gives what settings name.
"""

from assistant.models.loading import load_model
from assistant.models.seam import Deadline, LanguageModel, ModelUnavailable, Prompt, Usage

__all__ = ["Deadline", "LanguageModel", "ModelUnavailable", "Prompt", "Usage", "load_model"]
