"""The niches that creators post about, in our own words: `niches/<parent>.toml`, one table a niche.

A niche is known by its examples: what its creators and the brands that look for them typically write. Changed
examples are a new `TAXONOMY_HASH`, hence a new index generation, but no re-embedding of creators.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

LANGUAGES = ("en", "es", "pt", "fr", "de", "it")


@dataclass(frozen=True)
class Niche:
    """A leaf of the taxonomy.

    `aliases`: what people call it, lower case, by language. `creators` and `briefs`: what they typically write.
    `iab_id`: the nearest node of the IAB Content Taxonomy 3.1, if known.
    """

    id: str
    parent: str
    name: str
    description: str
    aliases: Mapping[str, tuple[str, ...]]
    creators: tuple[str, ...]
    briefs: tuple[str, ...]
    iab_id: str | None = None

    @property
    def examples(self) -> tuple[str, ...]:
        """All that the niche is known by."""
        return self.creators + self.briefs


def _niches() -> Iterator[Niche]:
    files = resources.files("service.domain").joinpath("niches").iterdir()
    for file in sorted(files, key=lambda file: file.name):
        tables = tomllib.loads(file.read_text("utf-8"))
        yield from (_niche(key, file.name.removesuffix(".toml"), table) for key, table in tables.items())


def _niche(key: str, parent: str, table: dict[str, Any]) -> Niche:
    return Niche(
        id=key,
        parent=parent,
        name=table["name"],
        description=table["description"],
        aliases={language: tuple(table["aliases"][language]) for language in LANGUAGES},
        creators=tuple(table["creators"]),
        briefs=tuple(table["briefs"]),
        iab_id=table.get("iab_id"),
    )


NICHES: tuple[Niche, ...] = tuple(_niches())

NICHE_BY_ID: dict[str, Niche] = {niche.id: niche for niche in NICHES}

TAXONOMY_HASH: str = hashlib.sha256(
    repr([(niche.id, niche.creators, niche.briefs) for niche in NICHES]).encode()
).hexdigest()[:12]
