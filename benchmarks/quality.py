"""Match quality on the development set, through the public API of a running service.

python -m benchmarks.quality --eval FOLDER --address http://127.0.0.1:8000 --marketplace KEY --brand KEY

Imports the set's creators by the public import, posts its briefs, pages through every match, and scores the run
with the set's own score.py. The set is a development set: never a test result.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx


def main() -> None:
    options = _options()
    marketplace = httpx.Client(base_url=options.address, headers=_bearer(options.marketplace), timeout=600)
    brand = httpx.Client(base_url=options.address, headers=_bearer(options.brand), timeout=60)
    _import_creators(marketplace, options.eval)
    _wait_until_fresh(marketplace)
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False) as run:
        for line in (options.eval / "briefs.jsonl").read_text().splitlines():
            brief = json.loads(line)
            for external_id, place in _ranking(brand, brief["text"]):
                run.write(f"{brief['id']}\t{external_id}\t{-place}\n")
    subprocess.run([sys.executable, options.eval / "score.py", run.name], check=True)


def _import_creators(marketplace: httpx.Client, folder: Path) -> None:
    lines = []
    for line in (folder / "creators.jsonl").read_text().splitlines():
        row = json.loads(line)
        lines.append(json.dumps({"external_id": row["id"], "name": row["name"], "text": row["text"]}))
    started = time.perf_counter()
    answer = marketplace.post("/v1/creators:import", content="\n".join(lines) + "\n",
                              headers={"Content-Type": "application/x-ndjson"}).raise_for_status()  # fmt: skip
    summary = json.loads(answer.text.splitlines()[-1])["summary"]
    print(f"import: {summary} in {time.perf_counter() - started:.1f} s")


def _wait_until_fresh(marketplace: httpx.Client) -> None:
    started = time.perf_counter()
    while (status := marketplace.get("/v1/status").raise_for_status().json())["stale"] or (
        status["visible_seq"] < status["feed_seq"]
    ):
        time.sleep(1)
    print(f"embedded and visible: {status['indexed']} creators after {time.perf_counter() - started:.1f} s")


def _ranking(brand: httpx.Client, text: str) -> list[tuple[str, int]]:
    """Every match of a brief in order, page by page."""
    stored = brand.post("/v1/briefs", json={"text": text}).raise_for_status().json()
    found: list[tuple[str, int]] = []
    query = {"limit": "200"}
    while True:
        page = brand.get(f"/v1/briefs/{stored['id']}/matches", params=query).raise_for_status().json()
        found += [(match["creator"]["external_id"], match["rank"]) for match in page["items"]]
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, required=True)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--marketplace", required=True)
    parser.add_argument("--brand", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
