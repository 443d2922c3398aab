"""Specifications to files: the way back from :mod:`.loaders`. :mod:`.conversion` is where it starts."""
