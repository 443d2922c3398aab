"""Files to values: YAML and JSON with the place of every value, files that refer to others, keys that are masked."""
