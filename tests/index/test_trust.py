"""A text's trust: the most repetitive window decides, however it is found."""

import math
import random

from service.index.trust import text_trust


def by_definition(words: list[str]) -> float:
    """Herdan's C of the worst window of 24 words, from 0.4 to 0.75 as 0.3 to 1."""
    width = min(24, len(words))
    fewest = min(len(set(words[start : start + width])) for start in range(len(words) - width + 1))
    return min(1.0, max(0.3, (math.log(fewest) / math.log(width) - 0.4) / 0.35))


def test_it_is_that_of_the_most_repetitive_window() -> None:
    rng = random.Random(2)
    found = []
    for _ in range(300):
        words = [f"w{rng.randrange(rng.choice([1, 3, 12, 60]))}" for _ in range(rng.randint(8, 80))]
        found.append(text_trust(" ".join(words)))
        assert found[-1] == by_definition(words)
    assert min(found) == 0.3
    assert max(found) == 1.0
    assert any(0.3 < trust < 1.0 for trust in found)


def test_a_few_words_are_taken_at_their_word() -> None:
    assert text_trust("spam " * 7) == 1.0
