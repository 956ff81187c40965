"""The contract of encoders, held by every way to compute the one that serves, and by its fast twin."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from service.domain.niche import NICHES
from service.embeddings.encoder import Encoder, Network, SentenceEncoder, encoder_spec, open_encoder
from service.embeddings.openvino_network import GRAPH, OpenVINONetwork
from service.embeddings.text import creator_text
from service.embeddings.torch_network import TorchNetwork
from tests.builders import creator

TEXTS = [
    "Quick dinners from a small kitchen",
    "Rallye und Motoren",
    "料理と旅",
    "🍜✨ #ramen\n\nline",
    "a " * 3000,
    ".",
]


MINILM = "all-MiniLM-L6-v2"
Opened = Callable[[str], Encoder]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Encoders by what computes them, each loaded once."""
    cache = tmp_path_factory.mktemp("exported")
    made: dict[str, Encoder] = {
        "hash": open_encoder(encoder_spec("hash")),
        "torch": open_encoder(encoder_spec(MINILM), "torch", cache),
        "openvino": open_encoder(encoder_spec(MINILM), "openvino", cache),
        "int8": open_encoder(encoder_spec(MINILM, precision="int8"), "auto", cache),
    }
    return made.__getitem__


@pytest.fixture(params=["hash", "torch", "openvino", "int8"])
def encoder(request: pytest.FixtureRequest, opened: Opened) -> Encoder:
    return opened(request.param)


def test_vectors_are_finite_of_length_one_and_of_one_dimension(encoder: Encoder) -> None:
    vectors = encoder.encode_documents(TEXTS)
    query = encoder.encode_queries([TEXTS[0]])[0]
    assert vectors.shape == (len(TEXTS), len(query))
    assert vectors.dtype == query.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(query) == pytest.approx(1, abs=1e-4)


def test_a_text_has_the_same_vector_alone_in_company_and_as_a_query(encoder: Encoder) -> None:
    together = encoder.encode_documents(TEXTS)
    for place in (5, 0, 3):
        alone = encoder.encode_documents([TEXTS[place]])[0]
        assert together[place] @ alone == pytest.approx(1, abs=1e-4)
        assert together[place] @ encoder.encode_queries([TEXTS[place]])[0] == pytest.approx(1, abs=1e-4)


def test_the_order_of_texts_is_kept(encoder: Encoder) -> None:
    forward, backward = encoder.encode_documents(TEXTS), encoder.encode_documents(TEXTS[::-1])
    assert np.abs(forward - backward[::-1]).max() < 1e-3


def test_alike_texts_are_nearer_than_others(encoder: Encoder) -> None:
    near, far = encoder.encode_documents(["Quick dinners from a tiny kitchen", "Rally cars, engines and gearboxes"])
    query = encoder.encode_queries(["Quick dinners from a small kitchen"])[0]
    assert query @ near > query @ far + 0.2


def test_no_text_is_too_odd_to_have_a_vector(encoder: Encoder) -> None:
    odd = ["", " ", "\u200b", "\U0001f469\u200d\U0001f373", "a" * 20_000, "\x00"]
    assert np.isfinite(encoder.encode_documents(odd)).all()


def test_no_texts_are_no_vectors(encoder: Encoder) -> None:
    assert len(encoder.encode_documents([])) == 0


def test_several_threads_get_the_vectors_that_one_gets(encoder: Encoder) -> None:
    expected = encoder.encode_documents(TEXTS)
    found: dict[int, float] = {}

    def ask(number: int) -> None:
        place = number % 4
        vector = encoder.encode_queries([TEXTS[place]])[0] if number % 2 else encoder.encode_documents(TEXTS[:4])[place]
        found[number] = float(vector @ expected[place])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert min(found.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(("computed", "lowest", "usual"), [("openvino", 0.9998, 0.9999), ("int8", 0.97, 0.99)])
def test_other_ways_to_compute_give_the_vectors_of_torch(
    opened: Opened, computed: str, lowest: float, usual: float
) -> None:
    texts = [*TEXTS[:2], *(example for niche in NICHES[::6] for example in niche.examples[:6])]
    alike = (opened(computed).encode_documents(texts) * opened("torch").encode_documents(texts)).sum(axis=1)
    assert alike.min() > lowest
    assert alike.mean() > usual


def test_auto_loads_an_export_again_makes_a_broken_one_anew_and_refuses_one_of_other_vectors(
    opened: Opened, tmp_path: Path
) -> None:
    def network() -> Network:
        return SentenceEncoder(encoder_spec(MINILM), "auto", tmp_path).network()

    assert isinstance(network(), OpenVINONetwork)
    (graph,) = tmp_path.rglob(GRAPH)
    made = graph.stat().st_mtime_ns
    assert isinstance(network(), OpenVINONetwork)
    assert graph.stat().st_mtime_ns == made
    graph.with_suffix(".bin").write_bytes(b"cut short")
    assert isinstance(network(), OpenVINONetwork)
    probes = graph.with_name("probes.npy")
    np.save(probes, np.roll(np.load(probes), 1, axis=0))
    assert isinstance(network(), TorchNetwork)


def test_a_fingerprint_names_one_way_to_make_vectors() -> None:
    specs = [encoder_spec("hash"), encoder_spec("hash", "query: "), encoder_spec("hash", "", "query: "),
             encoder_spec(MINILM), encoder_spec(MINILM, precision="int8"), encoder_spec("other")]  # fmt: skip
    assert len({spec.fingerprint for spec in specs}) == len(specs)
    assert encoder_spec("hash").fingerprint == specs[0].fingerprint
    assert encoder_spec(MINILM).weights


def test_prefixes_are_part_of_what_is_encoded() -> None:
    prefixed = open_encoder(encoder_spec("hash", "search_query: ", "search_document: "))
    plain = open_encoder(encoder_spec("hash"))
    assert prefixed.encode_queries(["x"])[0] == pytest.approx(plain.encode_queries(["search_query: x"])[0])
    assert prefixed.encode_documents(["x"])[0] == pytest.approx(plain.encode_documents(["search_document: x"])[0])


def test_a_creators_text_is_name_bio_and_samples() -> None:
    samples = ["One pot pasta", "Soup"]
    assert creator_text(creator(content_samples=samples)).splitlines() == [
        "Lena Vogt", "Quick dinners from a small kitchen in Berlin", *samples
    ]  # fmt: skip
    assert creator_text({"name": "Lena", "text": "Bakes."}) == "Lena\nBakes."
