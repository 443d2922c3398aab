"""The catalogue of a registry: endpoints that offer operations with overrides, and the validation of its entries."""
