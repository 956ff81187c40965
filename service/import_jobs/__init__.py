"""Imports as jobs: uploaded in parts, tried out, then read by a worker that another may follow at any moment."""
