"""Did you mean: the key or value that was probably meant."""

import difflib
from collections.abc import Collection, Mapping

_LONGEST = 64  # comparing takes the product of the lengths, and nothing that long is a slip of the keyboard
_LIKENESS = 0.7


def nearest(word: str, known: Collection[str]) -> str | None:
    """The one of `known` that `word` is a misspelling of; None when nothing is near. Where `known` maps codes to names,
    names lead to their codes too: "Germany" to "DE"."""
    if not word or len(word) > _LONGEST:
        return None
    spellings = {one.casefold(): one for one in known}
    if isinstance(known, Mapping):
        named = {name.casefold(): code for code, name in known.items() if isinstance(name, str)}
        spellings = named | spellings
    found = difflib.get_close_matches(word.casefold().strip(), spellings, n=1, cutoff=_LIKENESS)
    return spellings[found[0]] if found else None
