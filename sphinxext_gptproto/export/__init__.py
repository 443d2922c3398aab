"""Specifications to files: the way back from :mod:`.loaders`. :mod:`.convert` is where it starts."""
