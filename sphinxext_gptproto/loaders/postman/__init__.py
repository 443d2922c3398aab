"""Postman collections 2.0 and 2.1: files to a specification."""
