"""Our nodes in MDX: the shape that Mintlify sites depend on."""
