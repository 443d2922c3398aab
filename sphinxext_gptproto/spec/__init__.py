"""What an HTTP API is: the model, the registry of it, and how names, references and selections in it are resolved."""
