"""What a page says of an endpoint, as plain values without markup."""
