"""The creator's own words that come nearest to the brief: quoted as they stand, never paraphrased."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from service.domain.niche import NICHES

_WORD = re.compile(r"[^\W\d_]{4,}")
_PASSAGE = re.compile(r"[^.!?\n|•·]+[.!?]*")
_MOST_READ = 4_000  # code points of a creator's text that are looked at
_MOST_QUOTED = 160
_NICHE_WEIGHT = 0.5

# Words that briefs use whatever they are about.
_COMMON = frozenset(
    """
    about after again also always another around based because been before being best both brand brands bring
    campaign campaigns collaborate content could creator creators does doing each every everyone everything
    find first from give good great have help here into just keep know launch launching like little live long
    look looking love made make makes making many more most much need never only other over people please post
    posts product products real really right share should show small some something such take tell than that
    their them then there these they thing things this those through time today under very video videos want
    wants well were what when where which while will with without work working would year years your
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=256)
def brief_words(text: str) -> frozenset[str]:
    """Stems of the words of a brief that may tell what it is about."""
    return frozenset(_stems(text))


def nearest_words(text: str, wanted: frozenset[str], niche: int) -> str | None:
    """The passage of a creator's text that shares most with the brief's words and those of the niche that both are
    close to (its place in NICHES); None when nothing is shared."""
    weights = _niche_words(niche) | dict.fromkeys(wanted, 1.0)
    best, most = None, 0.0
    for match in _PASSAGE.finditer(text[:_MOST_READ]):
        shared = _weight(_stems(match.group()), weights)
        if shared > most:
            best, most = match.group(), shared
    return _shortened(best, weights) if best else None


def _weight(stems: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(stem, 0.0) for stem in set(stems))


def _shortened(passage: str, weights: Mapping[str, float]) -> str:
    """At most so many code points, beginning near the first shared word."""
    passage = " ".join(passage.split())
    if len(passage) <= _MOST_QUOTED:
        return passage
    first = next((m.start() for m in _WORD.finditer(passage) if _stem(m.group()) in weights), 0)
    start = max(0, passage.rfind(" ", 0, max(0, first - 40)) + 1)
    cut = passage[start : start + _MOST_QUOTED]
    cut = cut[: cut.rfind(" ")] if start + _MOST_QUOTED < len(passage) and " " in cut else cut
    return ("… " if start else "") + cut + (" …" if start + len(cut) < len(passage) else "")


def _stems(text: str) -> list[str]:
    return [stem for word in _WORD.findall(text) if (stem := _stem(word)) not in _COMMON]


def _stem(word: str) -> str:
    """Lower case without a plural s: enough to find the same word again."""
    word = word.casefold()
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


@cache
def _niche_words(niche: int) -> dict[str, float]:
    found = NICHES[niche]
    return dict.fromkeys(_stems(f"{found.name} {found.description}"), _NICHE_WEIGHT)
