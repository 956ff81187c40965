"""The client for everything else, made from `asynchronous`."""
