"""Makes the synchronous client of the asynchronous one: the same text without async and await."""

import re

_WORDS = {
    "aclose": "close",
    "aread": "read",
    "aiter_lines": "iter_lines",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncIterator": "Iterator",
    "asynchronous": "synchronous",
}


def synchronous(source: str) -> str:
    """The same module for callers without asyncio."""
    text = source.replace("asyncio.sleep", "time.sleep").replace("import asyncio\n", "import time\n")
    text = re.sub(r"Awaitable\[(\w+)\]", r"\1", text).replace("Awaitable, ", "")
    text = re.sub(r"\b(async|await) ", "", text)
    text = re.sub(r"\b\w+\b", lambda word: _WORDS.get(word[0], word[0]), text)
    text = re.sub(r"\bAsync([A-Z]\w*)", r"\1", text)
    return text.replace("AsyncIterator, Iterator", "Iterator").replace("Iterator, Iterator", "Iterator")
