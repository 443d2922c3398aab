"""The API reference inside Sphinx: options, domain, directives, nodes and generated pages."""
