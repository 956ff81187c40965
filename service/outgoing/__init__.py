"""Requests that leave the service for addresses that others chose: vetted, pinned, signed. No SQL, no web framework."""
