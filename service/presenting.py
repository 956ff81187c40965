"""Rankings as answers: each creator as it is stored now, with its price, its reasons and, if asked, the arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.constraints import violated
from service.domain.creator import Creator, read_creator
from service.domain.money import Money, RateTable, format_minor
from service.domain.rate_card import Price
from service.domain.vocabulary import tier_of
from service.embeddings.text import creator_text
from service.estimating import Pricing, estimated_price
from service.expectations import value_for_money
from service.index.joint import detected_niches
from service.index.snapshot import Snapshot
from service.ranking.arithmetic import shown_inputs
from service.ranking.explain import Evidence, Peers, Proven, explain
from service.ranking.kept import Ranking
from service.ranking.quote import brief_words
from service.store import creators
from service.store.creators import StoredCreator

Document = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """One entry of a page: its place in the ranking, and the creator as it is stored now."""

    position: int
    creator: Creator
    document: Document
    niches: list[Document]


def page_of(backends: Backends, snapshot: Snapshot, ranking: Ranking, brief: Brief, offset: int,
            limit: int) -> list[Shown]:  # fmt: skip
    """Up to `limit` entries from an offset. A creator that changed since it was ranked is checked as it is now."""
    shown: list[Shown] = []
    for position, stored in _hydrated(backends, ranking, offset, limit):
        entry = seen_now(snapshot, stored, position)
        if violated(brief.constraints, entry.creator) is None:
            shown.append(entry)
        if len(shown) == limit:
            break
    return shown


def seen_now(snapshot: Snapshot, stored: StoredCreator, position: int = 0) -> Shown:
    """A stored creator with the niches that its vector shows."""
    document = orjson.loads(stored.document)
    joint = snapshot.find(stored.id)
    detected = detected_niches(joint, snapshot.width) if joint is not None else ()
    creator = read_creator(stored.external_id, document, tuple(niche for niche, _ in detected))
    return Shown(position, creator, document, _niches(creator, detected))


def _niches(creator: Creator, detected: tuple[tuple[str, float], ...]) -> list[Document]:
    """What the creator declares overrules what its text shows."""
    if creator.niches:
        return [{"id": niche, "source": "declared"} for niche in creator.niches]
    return [{"id": niche, "source": "detected", "share": share} for niche, share in detected]


def _hydrated(backends: Backends, ranking: Ranking, offset: int, limit: int) -> Iterator[tuple[int, StoredCreator]]:
    """Ranked creators as they are stored now; the erased are not there to be shown."""
    for start in range(offset, len(ranking.entries), limit):
        ids = [int(i) for i in ranking.entries["id"][start : start + limit]]
        with backends.store.read() as connection:
            found = creators.hydrate(connection, ids)
        for place, creator_id in enumerate(ids):
            if creator_id in found:
                yield start + place, found[creator_id]


def matches(ranking: Ranking, page: list[Shown], brief: Brief, pricing: Pricing) -> list[Document]:
    """The entries as they are answered."""
    words = brief_words(brief.text)
    return [_match(ranking, entry, brief, pricing, words) for entry in page]


def _match(ranking: Ranking, shown: Shown, brief: Brief, pricing: Pricing, words: frozenset[str]) -> Document:
    entry = ranking.entries[shown.position]
    evidence = Evidence(
        creator=shown.creator,
        text=creator_text(shown.document),
        niche=int(entry["niche"]),
        wanted_words=words,
        audience_wishes=brief.audience_wishes,
        platforms=brief.platforms,
        engagement_peers=Peers(float(entry["engagement_rank"]), int(entry["engagement_peers"])),
        price_peers=Peers(float(entry["price_rank"]), int(entry["price_peers"])),
        proven=Proven(
            float(entry["engagement_rate_pct"]),
            float(entry["measured_rate_pct"]),
            int(entry["measured_posts"]),
            int(entry["kept"]),
            int(entry["checked"]),
        ),
    )
    found = {
        "rank": shown.position + 1,
        "score": float(entry["score"]),
        "components": explain(entry["values"].tolist(), ranking.weights, evidence),
        **creator_facts(shown, brief, pricing),
    }
    if ranking.inputs is not None:
        found["inputs"] = shown_inputs(ranking.inputs[shown.position].tolist())
    return found


def creator_facts(shown: Shown, brief: Brief, pricing: Pricing) -> Document:
    """What an answer says of a creator whatever its score."""
    leading = shown.creator.leading_account(brief.platforms)
    shown_price = price(shown.creator, brief, pricing)
    return {
        "price": shown_price,
        **value_for_money(shown.creator, brief.deliverables, shown_price),
        "tier": tier_of(leading.followers) if leading and leading.followers is not None else None,
        "niches": shown.niches,
        "creator": {"external_id": shown.creator.external_id, **shown.document},
    }


def price(creator: Creator, brief: Brief, pricing: Pricing) -> Document:
    """What the brief's deliverables cost, and on what basis; add-ons beside, and both together. What nobody stated is
    estimated as a range, and has no amount."""
    found = creator.rate_card.price(brief.order) if creator.rate_card else None
    if found is None:
        estimated = estimated_price(creator, brief.order, brief.currency, pricing)
        return estimated or {"basis": "unknown", "amount": None, "currency": None}
    stated: Document = {"basis": found.basis, **found.money.to_json(), **_itemised(found)}
    if creator.rate_card and creator.rate_card.negotiable is not None:
        stated["negotiable"] = creator.rate_card.negotiable
    if brief.currency and brief.currency != found.currency:
        stated["converted"] = converted(found.money, brief.currency, pricing.rates)
    return stated


def converted(money: Money, currency: str, rates: RateTable) -> Document | None:
    """An amount in another currency, by which rate of which day; None where there is no rate."""
    found = rates.convert(money, currency)
    if found is None:
        return None
    rate = rates.rate(money.currency, currency)
    return {**found.to_json(), "rate": rate, "as_of": rates.as_of.isoformat(), "is_old": rates.is_old}


def rates_facts(rates: RateTable) -> Document:
    """What an answer says of the rates that its prices are converted and compared by."""
    return {"rates_as_of": rates.as_of.isoformat(), "rates_are_old": rates.is_old}


def _itemised(price: Price) -> Document:
    shown: Document = {"lines": [line.to_json(price.currency) for line in price.lines]}
    if price.add_ons:
        total = price.total_minor
        shown["add_ons"] = [line.to_json(price.currency) for line in price.add_ons]
        shown["total"] = None if total is None else format_minor(total, price.currency)
    return shown
