"""`python -m ui` is `reforms`."""

from ui.cli import main

if __name__ == "__main__":
    main()
