"""Ids that the service gives out."""

import secrets
import time


def new_id(kind: str) -> str:
    """Such as brf_..., by the three letters of its kind. Grows with time, so that the order of ids is the order of
    arrival; the end of it is random."""
    return f"{kind}_{time.time_ns():016x}{secrets.token_hex(6)}"
