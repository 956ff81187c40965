"""The raw material in `text/*.toml`: places, scenes (what people post about) and voices (how they put it)."""

import functools
import importlib.resources
import tomllib
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "de", "es", "fr", "pt", "it")


@dataclass(frozen=True)
class Scene:
    """One corner of a niche: its words in one language, and who is found there."""

    id: str
    niche: str
    habitat: str
    female_share: int
    audience_age: str
    emoji: tuple[str, ...]
    handles: tuple[str, ...]
    topics: tuple[str, ...]
    lines: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]
    who: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Voice:
    """Patterns of bios and captions in one language."""

    plain: tuple[str, ...]
    hybrid: tuple[str, ...]
    asides: tuple[str, ...]
    contacts: tuple[str, ...]
    places: tuple[str, ...]
    captions: tuple[str, ...]
    weekdays: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    country: str
    text_language: str
    home_language: str
    currency: str
    price_level: float
    weight: int
    cities: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


def read_table(name: str) -> dict[str, Any]:
    text = importlib.resources.files("service.sample").joinpath("text", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@functools.cache
def places() -> tuple[Place, ...]:
    return tuple(Place(country=country, **_frozen(table)) for country, table in read_table("places").items())


@functools.cache
def voice(language: str) -> Voice:
    return Voice(**_frozen(read_table("voice")[language]))


@functools.cache
def scenes(language: str) -> tuple[Scene, ...]:
    """All scenes in English; in other languages those that have words of their own."""
    english, own = read_table("en"), read_table(language)
    tables = {scene: _without_english(english[scene], language) | own[scene] for scene in own}
    return tuple(Scene(id=scene, **_frozen(table)) for scene, table in tables.items())


def _without_english(table: dict[str, Any], language: str) -> dict[str, Any]:
    return table if language == "en" else {key: table[key] for key in table if key not in ("who", "doing")}


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
