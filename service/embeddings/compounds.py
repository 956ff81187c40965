"""German compounds by their parts: Hautpflege is Haut and Pflege, Laufschuhe is Lauf and Schuhe."""

from collections.abc import Callable, Iterator

_LINKS = ("s", "n", "en", "es", "er", "ens")
_SHORTEST_PART = 3
_SHORTEST_WORD = 6


def split_compound(word: str, gloss_of: Callable[[str], str | None]) -> str | None:
    """English of the parts of a lower-case `word`, with the fewest parts; None if it has none that are known."""
    if len(word) < _SHORTEST_WORD:
        return None
    for head, tail in _cuts(word):
        head_gloss, tail_gloss = _head(head, gloss_of), gloss_of(tail)
        if head_gloss and tail_gloss:
            return f"{head_gloss} {tail_gloss}"
    for head, tail in _cuts(word):
        head_gloss = _head(head, gloss_of)
        rest = split_compound(tail, gloss_of) if head_gloss else None
        if rest:
            return f"{head_gloss} {rest}"
    return None


def known_end(word: str, gloss_of: Callable[[str], str | None], shortest: int = 5) -> str | None:
    """English of the longest known word that ends `word`: what a compound is, if not of which kind."""
    ends = (word[at:] for at in range(_SHORTEST_PART, len(word) - shortest + 1))
    return next(filter(None, map(gloss_of, ends)), None)


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    """Cuts in two, the longest tail last: the first part that is known should be as long as it can be."""
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        yield word[:at], word[at:]


def _head(part: str, gloss_of: Callable[[str], str | None]) -> str | None:
    """As it stands, without the link between parts, or with the e that fell away: Schul in Schulbuch."""
    shorter = (part.removesuffix(link) for link in _LINKS if part.endswith(link))
    forms = (part, *(form for form in shorter if len(form) >= _SHORTEST_PART), part + "e", part + "en")
    return next(filter(None, map(gloss_of, forms)), None)
