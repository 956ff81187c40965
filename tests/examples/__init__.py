"""Requests that show every operation at work, in one story from the first creator to the last erasure.

`python -m tests.examples` makes them against a service of its own and writes what it answered to service/api/examples/,
from where they go into the OpenAPI document. tests/guards/test_examples.py makes them again and compares.
"""
