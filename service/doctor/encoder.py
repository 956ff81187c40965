"""The encoder: whether it loads, how fast it is, and whether it is the one whose vectors are there."""

from service.config import Config
from service.doctor.deadline import TimeIsUp, within
from service.doctor.finding import Finding, failure, ok, warning
from service.embeddings.encoder import EncoderSpec, encoder_spec
from service.embeddings.examine import EncoderFacts, examine

_SECONDS = 90.0


def check_encoder(config: Config) -> Finding:
    try:
        facts = within(_SECONDS, lambda: _examine(config))
    except TimeIsUp as error:
        return failure("encoder", f"{config.encoder} does not load: {error}", "is the disk slow, or memory short?")
    except Exception as error:  # whatever a library says of weights that are missing or broken
        said = next(iter(str(error).strip().splitlines()), "")
        fix = "correct CREATORMATCH_ENCODER (a name whose weights are installed, or a folder with model.safetensors)"
        return failure("encoder", f"{config.encoder} does not load: {type(error).__name__}: {said[:200]}", fix)
    seen = (f"{fingerprint(config)}: {facts.dimension} dimensions by {facts.computes}, "
            f"{facts.texts_per_second:,.0f} short texts/s, loaded in {facts.load_seconds:.1f} s")  # fmt: skip
    if facts.why_not_openvino:
        return warning("encoder", f"{seen}; not OpenVINO: {facts.why_not_openvino}", "python -m service.embeddings")
    return ok("encoder", seen)


def check_fingerprint(config: Config, active: str | None) -> Finding:
    """Whether the configured encoder is the one that serves."""
    mine = fingerprint(config)
    if active is None:
        return ok("vectors", "none yet")
    if active != mine:
        fix = "set the encoder's five settings back, or start the service: it then embeds every creator again"
        return warning("vectors", f"those that serve are of {active}, the settings name {mine}", fix)
    return ok("vectors", "of the configured encoder")


def fingerprint(config: Config) -> str:
    return _spec(config).fingerprint


def _spec(config: Config) -> EncoderSpec:
    return encoder_spec(config.encoder, config.query_prefix, config.document_prefix, config.encoder_glossary,
                        config.encoder_precision)  # fmt: skip


def _examine(config: Config) -> EncoderFacts:
    return examine(_spec(config), config.encoder_backend, config.encoder_cache)
