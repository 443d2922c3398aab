"""The sources of generated pages: how they are written, and how they are read."""
