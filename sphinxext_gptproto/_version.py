"""The version of this release, in a module that imports nothing."""

__version__ = "4.0.0"
