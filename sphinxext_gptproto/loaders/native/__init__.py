"""The loader of the native format."""
