"""Databases for worlds that several examples share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.property.world import World, config_for

# (data folder, settings) -> a world on an empty database of the kind under test.
MakeWorld = Callable[..., World]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make_world(request: pytest.FixtureRequest) -> Iterator[MakeWorld]:
    """Makes worlds on this kind of database and takes them away after the module."""
    worlds: list[tuple[World, str]] = []

    def make(data: Path, **settings: Any) -> World:
        url = (
            servers.fresh_database(request.getfixturevalue("postgres_server")) if request.param == "postgresql" else ""
        )
        world = World(config_for(data, url, **settings))
        worlds.append((world, url))
        return world

    yield make
    for world, url in worlds:
        world.close()
        if url:
            servers.drop_database(request.getfixturevalue("postgres_server"), url)
