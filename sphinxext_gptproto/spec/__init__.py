"""The model of an HTTP API, the registry of all APIs of a project, and the look-up of names and references in it."""
