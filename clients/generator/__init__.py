"""Reads the OpenAPI document and writes the parts of the clients that follow from it."""
