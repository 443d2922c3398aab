"""Read files of all formats: YAML and JSON with line numbers, references between files, and masking of API keys."""
