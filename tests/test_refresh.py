"""Background embedding: what fails, fails alone, is seen, and is tried again later."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from service.app import create_app
from service.embeddings.encoder import Encoder, EncoderSpec, HashEncoder, Vectors
from service.refresh import refresh
from service.status import status
from service.store.tables import stale
from tests.builders import Api
from tests.property.world import World, config_for


class Squeamish(HashEncoder):
    """An encoder that cannot take certain texts, or, when it is told so, none at all."""

    broken = False

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        is_niches = len(texts) > 200  # of their examples one is about poison
        if self.broken or (not is_niches and any("poison" in text for text in texts)):
            raise ValueError("the tokenizer choked on this text")
        return super().encode_documents(texts)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(config_for(tmp_path), Squeamish)
    yield made
    made.close()


def document(text: str = "vegan recipes") -> dict[str, str]:
    return {"name": "Ada", "text": text}


def shown(world: World) -> set[str]:
    world.show()
    _, matches = world.ranking({"text": "vegan", "status": "open"})
    return {match["creator"]["external_id"] for match in matches}


def due_again(world: World) -> None:
    """As if the time of waiting was over."""
    world.backends.store.write(lambda c: c.execute(stale.update().values(retry_at=0.0)))


def test_a_poison_text_fails_alone_in_its_batch(world: World) -> None:
    for i in range(5):
        world.put(f"c{i}", document("poison" if i == 2 else f"vegan {i}"))
    refresh(world.backends)
    assert shown(world) == {"c0", "c1", "c3", "c4"}


def test_a_poison_text_is_left_alone_until_its_time_comes(world: World) -> None:
    world.put("odd", document("poison"))
    assert refresh(world.backends) == 1
    assert refresh(world.backends) == 0
    due_again(world)
    assert refresh(world.backends) == 1


def test_what_failed_is_seen_in_status(world: World) -> None:
    world.put("odd", document("poison"))
    world.put("fine", document())
    assert (status(world.backends)["stale"], status(world.backends)["failed"]) == (2, 0)
    refresh(world.backends)
    assert (status(world.backends)["stale"], status(world.backends)["failed"]) == (0, 1)


def test_what_failed_is_seen_through_the_api(world: World) -> None:
    world.put("odd", document("poison"))
    world.put("fine", document())
    refresh(world.backends)
    world.show()
    api = Api(create_app(world.backends))
    embedding = api.get("/v1/creators/odd").json["embedding"]
    assert (embedding["state"], embedding["attempts"]) == ("failed", 1)
    assert "choked" in embedding["error"]
    assert embedding["retry_at"] > "2020"
    failed = api.get("/v1/creators", query={"embedding": "failed"}).json["items"]
    assert [creator["external_id"] for creator in failed] == ["odd"]
    assert api.get("/v1/status").json["failed"] == 1


def test_each_failure_counts_and_waits_longer(world: World) -> None:
    world.put("odd", document("poison"))
    api, seen = Api(create_app(world.backends)), []
    for _ in range(3):
        due_again(world)
        refresh(world.backends)
        seen.append(api.get("/v1/creators/odd").json["embedding"])
    assert [one["attempts"] for one in seen] == [1, 2, 3]
    assert [one["retry_at"] for one in seen] == sorted(one["retry_at"] for one in seen)


def test_a_poison_text_that_is_edited_is_embedded_at_once(world: World) -> None:
    world.put("odd", document("poison"))
    refresh(world.backends)
    world.put("odd", document("vegan"))
    assert refresh(world.backends) == 1
    assert shown(world) == {"odd"}
    assert status(world.backends)["failed"] == 0


def test_a_creator_whose_new_text_fails_stays_with_its_old_vector(world: World) -> None:
    world.put("ada", document())
    refresh(world.backends)
    world.put("ada", document("poison"))
    refresh(world.backends)
    assert shown(world) == {"ada"}


def test_when_the_encoder_works_again_everything_is_embedded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(world.backends)
    monkeypatch.setattr(Squeamish, "broken", True)
    for i in range(3):
        world.put(f"c{i}", document(f"vegan {i}"))
    refresh(world.backends)
    assert shown(world) == set()
    monkeypatch.setattr(Squeamish, "broken", False)
    due_again(world)
    refresh(world.backends)
    assert shown(world) == {"c0", "c1", "c2"}


def test_a_worker_that_is_told_to_stop_stops_between_batches(tmp_path: Path) -> None:
    world, stopping = World(config_for(tmp_path, refresh_batch="2"), Squeamish), threading.Event()
    for i in range(6):
        world.put(f"c{i}", document(f"vegan {i}"))
    assert refresh(world.backends, stopping, lambda _: stopping.set()) == 2
    assert status(world.backends)["stale"] == 4
    world.close()


def test_an_edit_that_arrives_while_its_creator_is_encoded_wins(tmp_path: Path) -> None:
    """The encoder itself makes the edit, so that it happens exactly in between."""

    class Editing(HashEncoder):
        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            if texts == ["Ada\nold words"]:
                world.put("ada", document("new words"))
            return super().encode_documents(texts)

    world = World(config_for(tmp_path), Editing)
    world.put("ada", document("old words"))
    refresh(world.backends)
    world.show()
    encoder: Encoder = HashEncoder(EncoderSpec("hash"))
    snapshot = world.backends.served.snapshot
    assert snapshot is not None
    found = snapshot.find(1)
    assert found is not None
    assert abs(found[:64] - encoder.encode_documents(["Ada\nnew words"])[0]).max() < 1e-3
    world.close()
