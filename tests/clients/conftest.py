"""A service behind a real port, and the Python client in both of its forms."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creatormatch_client import AsyncClient, Client
from tests.builders import Api, running_api, settings
from tests.clients.serving import served

PAGE = "https://shop.example"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, _prepared_data: Path) -> Iterator[Api]:
    """One service for the tests of a file; each takes a brand and creators of its own."""
    data = Path(shutil.copytree(_prepared_data, tmp_path_factory.mktemp("clients") / "data"))
    with running_api(settings(data, webhook_private="on")) as running:
        yield running


@pytest.fixture(scope="module")
def url(api: Api) -> Iterator[str]:
    with served(api.app) as address:
        yield address


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Any:
    """Makes a client; that of threads is called as if it were that of asyncio, so that each test covers both."""
    return AsyncClient if request.param == "async" else _Awaited


class _Awaited:
    """A `Client` whose methods are awaited."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if sleep := options.get("sleep"):
            options["sleep"] = lambda seconds: sleep.now(seconds)
        self._client = Client(*arguments, **options)

    async def __aenter__(self) -> "_Awaited":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client.close()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        async def call(*arguments: Any, **options: Any) -> Any:
            return method(*arguments, **options)

        async def each(*arguments: Any, **options: Any) -> Any:
            for item in method(*arguments, **options):
                yield item

        return each if name.startswith("iterate_") else call
