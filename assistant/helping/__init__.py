"""What a language model may help with: one step a module, each with a default that needs none.

`calling.py` (one call, watched), `prompts.py`, `plainly.py` and `guarding.py` (what a model may say), then the steps:
`standalone.py`, `rewording.py`, `choosing.py`, `writing.py`, `splitting.py`, `questioning.py`; `helper.py` joins them.
"""
