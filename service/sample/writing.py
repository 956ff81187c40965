"""Bios and captions: patterns of `voice.toml` filled with the words of a persona's scenes."""

import random
import re
from collections.abc import Callable

from service.sample.library import Scene, Voice, voice
from service.sample.persona import Persona, slug

FIELD = re.compile(r"\{(\w+)\}")
AN = re.compile(r"[aeiou]|(?:HR|SPF|SFX|MUA|RN)\b", re.IGNORECASE)
NOT_AN = re.compile(r"(?:uni|use|ux|ugc|eu|one)", re.IGNORECASE)
LOWER_CASE_WRITERS = 0.06


class Deck:
    """Draws words for a persona; nothing comes twice before everything came once."""

    def __init__(self, rng: random.Random, persona: Persona) -> None:
        self.rng = rng
        self.persona = persona
        self.voice: Voice = voice(persona.language)
        self.left: dict[tuple[str, ...], list[str]] = {}

    def take(self, words: tuple[str, ...]) -> str:
        if not self.left.get(words):
            self.left[words] = self.rng.sample(words, len(words))
        return self.left[words].pop()

    def fill(self, pattern: str) -> str:
        return FIELD.sub(lambda match: self._field(match[1]), pattern)

    def _field(self, name: str) -> str:
        word = self._words(name.lower())()
        return word[:1].upper() + word[1:] if name[0].isupper() else word

    def _words(self, name: str) -> Callable[[], str]:
        main, second = self.persona.scenes[0], self.persona.scenes[-1]
        draws: dict[str, Callable[[], str]] = {
            "a_who": lambda: _with_article(self.take(main.who)),
            "also": lambda: self.take(second.topics),
            "aside": lambda: self.fill(self.take(self.voice.asides)),
            "city": lambda: self.persona.city,
            "first": lambda: self.persona.first,
            "handle": lambda: slug(self.persona.handle),
            "name": lambda: self.persona.name,
            "number": lambda: str(self.rng.randint(2, 14)),
            "weekday": lambda: self.take(self.voice.weekdays),
            "year": lambda: str(self.rng.randint(2011, 2024)),
        }
        scene, kind = (second, name.removeprefix("also_")) if name.startswith("also_") else (main, name)
        return draws.get(name) or (lambda: self.take(_of_scene(scene, kind)))


def bio(rng: random.Random, persona: Persona) -> str:
    deck = Deck(rng, persona)
    patterns = deck.voice.hybrid if len(persona.scenes) > 1 else deck.voice.plain
    pattern = rng.choice(patterns)
    core = deck.fill(pattern)
    text = _joined(rng, [core, *_extras(deck, pattern)])
    return text.lower() if persona.language == "en" and rng.random() < LOWER_CASE_WRITERS else text


def content_samples(rng: random.Random, persona: Persona) -> list[str]:
    """Captions of their scenes, with some that could be anybody's."""
    deck = Deck(rng, persona)
    own = [deck.take(rng.choice(persona.scenes).captions) for _ in range(rng.randint(1, 4))]
    own += [deck.fill(pattern) for pattern in rng.sample(deck.voice.captions, rng.randint(1, 3))]
    return list(dict.fromkeys(own))


def _extras(deck: Deck, pattern: str) -> list[str]:
    rng, lowered = deck.rng, pattern.lower()
    wanted = {
        "{aside}": ("{aside}" not in lowered, 0.22),
        "{tags}": ("{tag}" not in lowered, 0.16),
        "{place}": ("{city}" not in lowered, 0.28),
        "{contact}": (True, 0.26),
    }
    extras = [kind for kind, (fits, share) in wanted.items() if fits and rng.random() < share]
    return [_extra(deck, kind) for kind in extras]


def _extra(deck: Deck, kind: str) -> str:
    if kind == "{tags}":
        return deck.fill(" ".join(["#{tag}"] * min(deck.rng.randint(2, 4), len(deck.persona.scenes[0].tags))))
    if kind == "{aside}":
        return deck.fill("{aside}")
    return deck.fill(deck.take(deck.voice.places if kind == "{place}" else deck.voice.contacts))


def _joined(rng: random.Random, parts: list[str]) -> str:
    if rng.random() < 0.6 or "\n" in parts[0]:
        return "\n".join(parts)
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1] in ".!?" and part[0].isalpha() and part[0].isupper() else " · ") + part
    return text


def _of_scene(scene: Scene, kind: str) -> tuple[str, ...]:
    words: dict[str, tuple[str, ...]] = {
        "topic": scene.topics, "line": scene.lines, "doing": scene.doing, "who": scene.who,
        "tag": scene.tags, "emoji": scene.emoji,
    }  # fmt: skip
    return words[kind]


def _with_article(noun: str) -> str:
    return f"{'an' if AN.match(noun) and not NOT_AN.match(noun) else 'a'} {noun}"
