"""The command ``gptproto-docs``, one module per subcommand."""
