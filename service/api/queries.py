"""Query strings: every key of every route, unknown keys refused."""

from typing import Any

from marshmallow import Schema, fields, validate

from service import vocabulary
from service.api.brief_schemas import load_brief
from service.api.context import MAX_LIMIT
from service.api.creator_schemas import MAX_FOLLOWERS
from service.api.fields import Amount, Code, IsoDate, QueryFlag, Text, Timestamp, refused
from service.api.strict import external_id
from service.domain.brief import AUDIENCE_KEYS
from service.domain.feedback import VERDICTS
from service.domain.niche import NICHE_BY_ID
from service.domain.vocabulary import PLATFORMS
from service.errors import Invalid, Problem
from service.ranking.order import SORTS
from service.scoring import Asked


class Limit(fields.Integer):
    """1 or more; larger than the most is the most (AIP-158)."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        number = super()._deserialize(value, *args, **kwargs)
        if number < 1:
            raise refused("out_of_range", "must be at least 1")
        return min(number, MAX_LIMIT)


LIMIT = {"minimum": 1, "description": f"At most {MAX_LIMIT}; larger means {MAX_LIMIT}"}


class PageQuery(Schema):
    limit = Limit(load_default=20, metadata=LIMIT)
    cursor = fields.String(validate=validate.Length(1, 512))


class OrderedQuery(PageQuery):
    order = fields.String(
        load_default="oldest",
        validate=validate.OneOf(["oldest", "newest"]),
        metadata={"description": "Which come first; a cursor leads on in its own order only"},
    )


class RankedQuery(Schema):
    """How matches are ranked and shown."""

    sort = fields.String(load_default="score", validate=validate.OneOf(SORTS))
    diversity = fields.Float(
        load_default=0.0,
        allow_nan=False,
        validate=validate.Range(0, 1),
        metadata={"description": "Above 0, creators unlike those already listed come earlier (MMR)"},
    )
    explain = QueryFlag(
        load_default=False, metadata={"description": "Add what each score can be computed again from"}
    )
    facets = QueryFlag(load_default=False, metadata={"description": "Count the matching creators by niche"})


class MatchesQuery(PageQuery, RankedQuery):
    pass


class OnceQuery(RankedQuery):
    limit = Limit(load_default=20, metadata=LIMIT)


def asked(query: dict[str, Any]) -> Asked:
    """How matches are wanted, from the query string of a route that ranks."""
    return Asked(query["limit"], query["sort"], query["diversity"], query["explain"], query["facets"])


class VersionQuery(Schema):
    version = fields.Integer(validate=validate.Range(1, 2**31 - 1), metadata={"description": "Without one, the newest"})


class ExportQuery(VersionQuery):
    format = fields.String(load_default="csv", validate=validate.OneOf(["csv", "json"]))


class LimitQuery(Schema):
    limit = Limit(load_default=20, metadata=LIMIT)


class BriefsQuery(OrderedQuery):
    status = fields.String(validate=validate.OneOf(["draft", "open", "closed"]))


class FeedbackQuery(PageQuery):
    verdict = fields.String(validate=validate.OneOf([*VERDICTS]))


class OutcomesQuery(PageQuery):
    creator = external_id()


class AuditQuery(PageQuery):
    key_id = fields.String(validate=validate.Length(1, 32))
    operation = fields.String(validate=validate.Length(1, 64))
    external_id = external_id()


class CreatorsQuery(PageQuery):
    platform = Code(lambda: PLATFORMS, "platform")
    country = Code(vocabulary.countries, "ISO 3166-1 alpha-2 country")
    language = Code(vocabulary.languages, "ISO 639-1 language")
    niche = Code(lambda: NICHE_BY_ID, "niche")
    handle = Text(256, metadata={"description": "Of an account, whole; neither case nor a leading @ matter"})
    name = Text(
        128,
        metadata={"description": "Names in which each of these words begins a word; neither case nor accents matter"},
    )
    updated_since = Timestamp()
    embedding = fields.String(validate=validate.OneOf(["fresh", "stale", "failed"]))


class WriteQuery(Schema):
    wait = fields.String(
        validate=validate.OneOf(["indexed"]),
        metadata={"description": "Answer once the write is visible in matches (header Creatormatch-Indexed)"},
    )


class ImportQuery(WriteQuery):
    sync = QueryFlag(
        load_default=False, metadata={"description": "Erase every creator that the import does not hold"}
    )


_LISTS = ("platforms", "countries", "cities", "languages", "niches")


class SimilarQuery(OnceQuery):
    """The constraints of a brief, flattened; lists are comma-separated."""

    followers_min = fields.Integer(validate=validate.Range(0, MAX_FOLLOWERS))
    followers_max = fields.Integer(validate=validate.Range(0, MAX_FOLLOWERS))
    engagement_rate_pct_min = fields.Float(allow_nan=False, validate=validate.Range(0, 100))
    platforms = fields.String(validate=validate.Length(1, 1000))
    countries = fields.String(validate=validate.Length(1, 1000))
    cities = fields.String(validate=validate.Length(1, 1000))
    languages = fields.String(validate=validate.Length(1, 1000))
    niches = fields.String(validate=validate.Length(1, 2000))
    audience = fields.String(
        validate=validate.Length(1, 500), metadata={"description": "Such as country:DE:30,gender:female:60"}
    )
    available_from = IsoDate()
    available_to = IsoDate()
    excluded_creators = fields.String(validate=validate.Length(1, 4000))
    deliverables = fields.String(
        validate=validate.Length(1, 500), metadata={"description": "Such as ig_reel:2,ig_story:1"}
    )
    currency = Code(vocabulary.currencies, "ISO 4217 currency")
    per_creator = Amount(metadata={"description": "Most that the deliverables may cost"})
    promotes = fields.String(validate=validate.Length(1, 500))
    policy = fields.String(
        data_key="unknown",
        attribute="unknown",
        validate=validate.OneOf(["exclude", "include"]),
        metadata={"description": "Policy of all stated constraints"},
    )


def similar_document(query: dict[str, Any]) -> dict[str, Any]:
    """A brief document from the flattened query; raises Invalid as the brief's schema does."""
    policy = {"unknown": query["unknown"]} if "unknown" in query else {}
    constraints: dict[str, Any] = {
        name: {"any_of": query[name].split(","), **policy} for name in _LISTS if name in query
    }
    constraints |= _bounds(query, "followers", policy) | _bounds(query, "engagement_rate_pct", policy)
    if "audience" in query:
        constraints["audience"] = [_share(part) | policy for part in query["audience"].split(",")]
    if "available_from" in query or "available_to" in query:
        ends = {"from": query.get("available_from"), "to": query.get("available_to")}
        constraints["availability"] = ends | policy
    if "excluded_creators" in query:
        constraints["excluded_creators"] = query["excluded_creators"].split(",")
    document: dict[str, Any] = {"text": "lookalikes", "constraints": constraints}
    if "deliverables" in query:
        document["deliverables"] = [_deliverable(part) for part in query["deliverables"].split(",")]
    if "promotes" in query:
        document["promotes"] = query["promotes"].split(",")
    if "currency" in query or "per_creator" in query:
        document["budget"] = {"currency": query.get("currency"), "per_creator": query.get("per_creator")}
        document["budget"] |= {"unknown_price": query["unknown"]} if "unknown" in query else {}
    return load_brief(document)


def _bounds(query: dict[str, Any], name: str, policy: dict[str, str]) -> dict[str, Any]:
    ends = {side: query[f"{name}_{side}"] for side in ("min", "max") if f"{name}_{side}" in query}
    return {name: ends | policy} if ends else {}


def _share(part: str) -> dict[str, Any]:
    pieces = part.split(":")
    if len(pieces) != 3 or pieces[0] not in AUDIENCE_KEYS or not _is_number(pieces[2]):
        message = f"{part[:60]!r} is not {'|'.join(AUDIENCE_KEYS)}:value:percent"
        raise Invalid(message, (Problem("query/audience", message),))
    return {pieces[0]: pieces[1], "min_share_pct": float(pieces[2])}


def _deliverable(part: str) -> dict[str, Any]:
    kind, _, quantity = part.partition(":")
    if quantity and not (quantity.isascii() and quantity.isdecimal() and len(quantity) < 6):
        raise Invalid("not kind:quantity", (Problem("query/deliverables", f"{part[:60]!r} is not kind:quantity"),))
    return {"kind": kind, "quantity": int(quantity or 1)}


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) < 12
