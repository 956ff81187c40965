"""Loaded by Schemathesis in its own process: how to read refusals of this API, and counts of what was sent."""

import atexit
import itertools
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis

from tests.fuzz.agreeing import agreeing

# Why a body that fits its schema may still be refused, by the codes of docs/errors.md.
BEYOND_SCHEMAS = {
    "invalid",  # values that contradict each other
    "duplicate",  # lists whose entries differ as JSON and are the same to us
    "bad_character",  # a pattern at each text would drown the document
    "not_found", "not_hired", "not_indexed", "breaks_the_brief", "not_offered", "price_unknown",  # what there is
    "add_on_price_unknown", "price_too_large", "no_exchange_rate", "no_forecast",
}  # fmt: skip
# The same of formats and of what other values make necessary, by how the messages read.
BEYOND_SCHEMAS_IN_WORDS = re.compile(
    "is not a cursor|Not a valid URL|decimal places at most|decimals at most"
    "|must lie between 0.000000001"  # a rate, which is a decimal string
    "|between 1 and"  # of texts once they are trimmed
    "|needs the deliverables|a key has a role|the brief states no total budget|parts are missing"
)

# What positive_data_acceptance and negative_data_rejection find.
_REFUSED_THOUGH_VALID, _TAKEN_THOUGH_INVALID = "ST202", "ST201"

_WHOLE_AMOUNT = re.compile(
    r"\b(price|amount|total|per_\w+|\w+_value|spend|revenue|(rates|per_kind) -> .*): Incorrect type"
)

# Patches have so many keys that each of them alone, null, and wrong makes 9,000 requests, nearly all for things that
# there are not. tests/guards/test_patches.py tries every key on what there is.
_ONE_PATCH_OF = 8

_numbers = itertools.count()
_patches = itertools.count()
_sent: Counter[tuple[str, str, int]] = Counter()


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """One of some when all keys of patches are gone through."""
    covers = case.meta is not None and case.meta.phase.name.value == "coverage"
    return not covers or case.method != "PATCH" or next(_patches) % _ONE_PATCH_OF == 0


@schemathesis.hook
def before_call(context: Any, case: Any, **_: Any) -> None:
    for name, value in (case.path_parameters or {}).items():
        # The key that requests are made with is not to be revoked by one of them.
        if len(str(value)) > 8 and str(value) in os.environ["FUZZ_KEY"]:
            case.path_parameters[name] = f"not-{value}"
    if case.meta and case.meta.generation.mode.value == "positive":
        case.body = agreeing(case.body)
        _let_through(case.headers)


def _let_through(headers: Any) -> None:
    """The same Idempotency-Key for all would refuse all but the first, made-up versions nearly all."""
    number = next(_numbers)
    if key := headers.get("Idempotency-Key"):
        headers["Idempotency-Key"] = f"{key[:200]}{number}"
    for name in ("If-Match", "If-None-Match"):
        if number % 8:
            headers.pop(name, None)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    phase = case.meta.phase.name.value if case.meta else "checks"  # such as the same request without a key
    _sent[phase, case.operation.label, response.status_code] += 1


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether what a check found is a fault."""
    if failure.code == _REFUSED_THOUGH_VALID and response.status_code == 422:
        refusal = response.json()
        return not all(_is_beyond_schemas(offence, refusal["detail"], case.method) for offence in refusal["errors"])
    if failure.code == _TAKEN_THOUGH_INVALID:
        # A null says the same as leaving the key out, and 250 the same amount as "250", wherever they stand.
        return not (_holds_null(case.body) or _WHOLE_AMOUNT.search(failure.message))
    return True


def _holds_null(body: Any) -> bool:
    if isinstance(body, dict):
        return any(value is None or _holds_null(value) for value in body.values())
    return isinstance(body, list) and any(_holds_null(one) for one in body)


def _is_beyond_schemas(offence: dict[str, str], detail: str, method: str) -> bool:
    in_words = BEYOND_SCHEMAS_IN_WORDS.search(f"{detail}: {offence['message']}")
    lacking = method == "PATCH" and offence["code"] == "required"  # in the document that is patched, or patched anew
    in_a_list = offence["path"].startswith("/") and method == "GET"  # whose entries stand in one string of the query
    return offence["code"] in BEYOND_SCHEMAS or in_words is not None or in_a_list or lacking


@schemathesis.serializer("application/x-ndjson", "text/csv")
def lines(context: Any, value: Any) -> bytes:
    """One document a line; what is no list of documents goes in as it is."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return b"".join(json.dumps(line).encode() + b"\n" for line in (value if isinstance(value, list) else [value]))


@atexit.register
def _write_counts() -> None:
    rows = [[*what, times] for what, times in sorted(_sent.items())]
    Path(os.environ["FUZZ_COUNTS"]).write_text(json.dumps(rows))
