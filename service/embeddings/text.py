"""Which text stands for a creator, and its content hash."""

from collections.abc import Mapping
from typing import Any


def creator_text(document: Mapping[str, Any]) -> str:
    """Name, bio, then content samples: the encoder cuts the tail of what is too long for it."""
    return "\n".join([document["name"], document["text"], *(document.get("content_samples") or ())])
