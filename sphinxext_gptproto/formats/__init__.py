"""How our nodes look in each format."""
