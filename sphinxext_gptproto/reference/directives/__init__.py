"""The directives, each with the nodes that it returns."""
