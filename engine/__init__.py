"""The algorithms of ten papers as a library for notebooks; it knows no user interface."""

__version__ = "0.1.0"
