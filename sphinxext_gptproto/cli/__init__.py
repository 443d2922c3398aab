"""The command gptproto-docs, one module a subcommand."""
