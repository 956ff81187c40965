"""The columns of other tools' exports as our fields: what is mapped to what, how cells are read, what to suggest.

Knows neither files nor HTTP. A mapping is a document such as
{"fields": {"accounts.0.followers": {"column": "Followers", "transform": "number"}}}; docs/imports.md describes it.
"""
