"""Which text stands for a creator, and its hash, by which a change of it is noticed."""

import hashlib
from collections.abc import Mapping
from typing import Any


def creator_text(document: Mapping[str, Any]) -> str:
    """Name, bio, then content samples: the encoder cuts the tail of what is too long for it."""
    return "\n".join([document["name"], document["text"], *(document.get("content_samples") or ())])


def creator_text_hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(creator_text(document).encode()).hexdigest()
