"""The nouns of the field: creator, brief, constraint, money, niche. Standard library only."""
