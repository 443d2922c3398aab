"""The content of an endpoint's page as plain values, without markup."""
