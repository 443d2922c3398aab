"""What the catalogue of a registry says of operations: overrides, examples, and checks of them."""
