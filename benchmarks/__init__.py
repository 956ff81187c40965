"""Measurements through the public API of real processes; see README.md."""
