"""What the API says about vectors that are waiting or cannot be made."""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from service.embeddings.encoder import EncoderSpec, HashEncoder, Vectors
from tests.builders import Api, creator, running_api, settings


class PickyEncoder(HashEncoder):
    """Cannot encode a text with "poison" in it, and while it is held back it encodes nothing."""

    held_back = threading.Event()

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        while self.held_back.is_set():
            time.sleep(0.01)
        if any("poison" in text for text in texts):
            raise ValueError("this text cannot be encoded")
        return super().encode_documents(texts)


@pytest.fixture
def picky(data: Path) -> Iterator[Api]:
    def opened(spec: EncoderSpec) -> PickyEncoder:
        return PickyEncoder(spec)

    with running_api(settings(data, wait_seconds="2"), opened) as running:
        yield running
        PickyEncoder.held_back.clear()


def _ids(api: Api, state: str) -> list[str]:
    answer = api.get("/v1/creators", query={"embedding": state}).json
    return [item["external_id"] for item in answer["items"]]


def _until_failed(api: Api, external_id: str) -> None:
    deadline = time.monotonic() + 30
    while _ids(api, "failed") != [external_id] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _ids(api, "failed") == [external_id]


def _until_matched(api: Api, *external_ids: str) -> None:
    """What is stored shows in matches a moment later."""
    deadline = time.monotonic() + 30
    while api.matched() != [*external_ids] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert api.matched() == [*external_ids]


def test_a_text_that_cannot_be_encoded_fails_alone_and_says_why(picky: Api) -> None:
    lines = [creator(text=text) | {"external_id": text} for text in ("bread", "poison", "soup")]
    picky.import_lines(*lines)
    _until_failed(picky, "poison")
    failed = picky.get("/v1/creators/poison").json["embedding"]
    assert (failed["state"], failed["attempts"]) == ("failed", 1)
    assert "cannot be encoded" in failed["error"]
    assert failed["retry_at"] > picky.get("/v1/creators/poison").json["created_at"]
    assert _ids(picky, "fresh") == ["bread", "soup"]
    _until_matched(picky, "bread", "soup")
    status = picky.get("/v1/status").json
    assert (status["creators"], status["failed"], status["stale"], status["indexed"]) == (3, 1, 0, 2)


def test_another_text_heals_a_creator_that_had_failed(picky: Api) -> None:
    picky.put_creator("lena", text="poison")
    _until_failed(picky, "lena")
    response = picky.patch("/v1/creators/lena", json={"text": "bread"}, query={"wait": "indexed"})
    assert (response.headers["Creatormatch-Indexed"], response.json["embedding"]) == ("true", {"state": "fresh"})
    assert picky.matched() == ["lena"]


def test_an_old_vector_serves_until_the_new_one_is_there(picky: Api) -> None:
    picky.put_creators(lena={"text": "bread"})
    PickyEncoder.held_back.set()
    response = picky.patch("/v1/creators/lena", json={"text": "soup", "city": "Graz"}, query={"wait": "indexed"})
    assert (response.headers["Creatormatch-Indexed"], response.json["embedding"]["state"]) == ("false", "stale")
    assert _ids(picky, "stale") == ["lena"]
    assert picky.matched(constraints={"cities": {"any_of": ["Graz"]}}) == ["lena"]
    PickyEncoder.held_back.clear()
    picky.wait_indexed()
    assert _ids(picky, "fresh") == ["lena"]


def test_a_creator_without_a_vector_is_in_no_answer_and_has_no_lookalikes_yet(picky: Api) -> None:
    PickyEncoder.held_back.set()
    picky.put_creator("lena")
    response = picky.get("/v1/creators/lena/similar")
    assert (response.status_code, response.json["code"]) == (503, "not_indexed")
    assert "Retry-After" in response.headers
    assert picky.matched() == []
    several = picky.post("/v1/creators:similar", json={"creators": [{"external_id": "lena"}]})
    assert (several.status_code, several.json["code"]) == (503, "not_indexed")
    briefs = picky.get("/v1/creators/lena/briefs")
    assert (briefs.status_code, briefs.json["code"]) == (503, "not_indexed")


def test_a_creator_without_a_vector_is_named_among_the_scored(picky: Api) -> None:
    picky.put_creators(mia={})
    PickyEncoder.held_back.set()
    picky.put_creator("lena")
    path = f"/v1/briefs/{picky.post_brief()['id']}/scores"
    answer = picky.post(path, json={"creators": ["lena", "mia", "nobody"]}, headers=picky.brand()).json
    assert [item["creator"]["external_id"] for item in answer["items"]] == ["mia"]
    assert (answer["not_indexed"], answer["not_found"]) == (["lena"], ["nobody"])
