"""German compounds by their parts: Hautpflege is Haut and Pflege, Laufschuhe is Lauf and Schuhe."""

from collections.abc import Callable, Iterator

_LINKS = ("s", "n", "en", "es", "er", "ens")
_SHORTEST_PART = 3
_SHORTEST_WORD = 6


def split_compound(
    word: str, gloss_of: Callable[[str], str | None], gloss_of_base: Callable[[str], str | None]
) -> str | None:
    """English of the parts of a lower-case `word`, with the fewest parts; None if it has none that are known.

    `gloss_of` knows inflected words, which only the last part can be; `gloss_of_base` need not, and is faster.
    """
    if len(word) < _SHORTEST_WORD:
        return None
    begun = [(head_gloss, tail) for head, tail in _cuts(word) if (head_gloss := _head(head, gloss_of_base))]
    for head_gloss, tail in begun:
        if tail_gloss := gloss_of(tail):
            return f"{head_gloss} {tail_gloss}"
    for head_gloss, tail in begun:
        if rest := split_compound(tail, gloss_of, gloss_of_base):
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
