"""Scores as the list of their components: pure functions over arrays, no I/O."""
