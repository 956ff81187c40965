"""Whether a text is to be taken at its word: prose does not repeat itself as keyword stuffing does."""

import math
import re

_WORD = re.compile(r"[^\W_]+")
_WINDOW = 24  # words
_LEAST_WORDS = 8  # fewer leave nothing to judge
_READ = 10_000  # code points

# Ordinary bios lie above the first (all but 2 of 4,835 of the development set), stuffed ones far below.
_FINE, _WORST = 0.75, 0.4
_FLOOR = 0.3


def text_trust(text: str) -> float:
    """1 for ordinary text, down to 0.3 where words repeat as no prose repeats them.

    Herdan's C = log(distinct words) / log(words) (Herdan 1960) of the most repetitive window of 24 words.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_READ])]
    if len(words) < _LEAST_WORDS:
        return 1.0
    width = min(_WINDOW, len(words))
    repeated = len(words) - len(set(words))
    if _trust(width - repeated, width) == 1.0:  # as most are, even if every repetition fell into one window
        return 1.0
    fewest = min(len(set(words[start : start + width])) for start in range(len(words) - width + 1))
    return _trust(fewest, width)


def _trust(distinct: int, width: int) -> float:
    diversity = math.log(max(1, distinct)) / math.log(width)
    return min(1.0, max(_FLOOR, (diversity - _WORST) / (_FINE - _WORST)))
