"""The registry's own format: files to a specification."""
