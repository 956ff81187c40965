"""Who a fictional creator is: name, place, language, scenes and handle."""

import random
import re
import unicodedata
from dataclasses import dataclass

from service.sample.library import Place, Scene, places, scenes

LOCAL_WRITERS = 0.78  # share of creators of a non-English country who write in its language
HYBRIDS = 0.35
ODD_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "ı": "i"})
HANDLE_PATTERNS = (
    "{first}.{word}", "{first}{word}", "{first}_{word}", "{word}.by.{first}", "{first}.{last}", "its{first}{last}",
    "{last}.{word}", "{last}{word}", "{word}with{first}", "the.{word}.{last}", "{first}{last}", "{city}{word}",
    "{initial}{last}.{word}", "hey.{first}.{word}", "{first}and{word}", "{word}.{city}",
)  # fmt: skip


@dataclass(frozen=True)
class Persona:
    first: str
    last: str
    place: Place
    city: str
    language: str
    scenes: tuple[Scene, ...]
    handle: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def languages(self) -> list[str]:
        """What they write in first, then the language at home."""
        return list(dict.fromkeys((self.language, self.place.home_language)))


def invent(rng: random.Random) -> Persona:
    place = rng.choices(places(), [place.weight for place in places()])[0]
    language = place.text_language if rng.random() < LOCAL_WRITERS else "en"
    first, last, city = rng.choice(place.first_names), rng.choice(place.last_names), rng.choice(place.cities)
    own_scenes = _some_scenes(rng, language)
    handle = _handle(rng, first, last, city, own_scenes[0])
    return Persona(first, last, place, city, language, own_scenes, handle)


def _some_scenes(rng: random.Random, language: str) -> tuple[Scene, ...]:
    first, second = rng.sample(scenes(language), 2)
    is_hybrid = rng.random() < HYBRIDS and first.niche != second.niche
    return (first, second) if is_hybrid else (first,)


def _handle(rng: random.Random, first: str, last: str, city: str, scene: Scene) -> str:
    words = {"first": first, "last": last, "city": city, "initial": first[0]}
    return rng.choice(HANDLE_PATTERNS).format(
        word=rng.choice(scene.handles), **{key: slug(word) for key, word in words.items()}
    )


def slug(text: str) -> str:
    """Plain small letters, as handles have them."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(ODD_LETTERS))
    return re.sub(r"[^a-z0-9]", "", letters)
