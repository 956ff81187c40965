"""The filtered vector index: an immutable base on disk, a small delta in memory, tombstones. No SQL here."""
