"""Make the requests of the story and write what was answered; what still has its shape stays as it is."""

import tempfile
from itertools import groupby
from pathlib import Path

import orjson

from service.api.examples import FOLDER
from tests.builders import prepare, running_api, settings
from tests.examples.step import Recorded, play, shape
from tests.examples.story import STORY


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder))
        prepare(environment)
        with running_api(environment) as api:
            played = play(api, STORY)
    for file in FOLDER.glob("*.json"):
        if file.stem not in {recorded["tag"] for recorded in played}:
            file.unlink()
    for tag, of_tag in groupby(sorted(played, key=lambda recorded: str(recorded["tag"])), lambda one: str(one["tag"])):
        _write(FOLDER / f"{tag}.json", list(of_tag))


def _write(file: Path, played: list[Recorded]) -> None:
    written = {one["title"]: one for one in orjson.loads(file.read_bytes())} if file.exists() else {}
    kept = [_older(written.get(recorded["title"]), recorded) for recorded in played]
    file.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2) + b"\n")


def _older(written: Recorded | None, recorded: Recorded) -> Recorded:
    if written is not None and shape(written) == shape(recorded) and written["body"] == recorded["body"]:
        return written
    return recorded


if __name__ == "__main__":
    main()
