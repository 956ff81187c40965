"""Ranked creators as answers: each as it is stored now, with its price, its reasons and, if asked, the arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from service.domain.brief import Brief
from service.domain.creator import Creator, read_creator
from service.domain.money import Money, RateTable, format_minor
from service.domain.rate_card import Price
from service.domain.vocabulary import tier_of
from service.embeddings.text import creator_text
from service.estimating import Pricing, estimated_price
from service.expectations import value_for_money
from service.index.joint import Floats, detected_niches
from service.index.snapshot import Snapshot
from service.ranking.arithmetic import shown_inputs
from service.ranking.explain import Evidence, Peers, Proven, explain
from service.ranking.kept import Ranking
from service.ranking.quote import brief_words
from service.store.creators import StoredCreator

Document = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A creator as it is stored now."""

    creator: Creator
    document: Document
    niches: list[Document]


def seen_now(snapshot: Snapshot, stored: StoredCreator) -> Shown:
    """A stored creator with the niches that its vector shows."""
    (shown,) = all_seen_now(snapshot, [stored])
    return shown


def all_seen_now(snapshot: Snapshot, found: Sequence[StoredCreator]) -> list[Shown]:
    joints = snapshot.find_all([stored.id for stored in found])
    return [_seen(stored, joints.get(stored.id), snapshot.width) for stored in found]


def _seen(stored: StoredCreator, joint: Floats | None, width: int) -> Shown:
    document = orjson.loads(stored.document)
    detected = detected_niches(joint, width) if joint is not None else ()
    creator = read_creator(stored.external_id, document, tuple(niche for niche, _ in detected))
    return Shown(creator, document, _niches(creator, detected))


def _niches(creator: Creator, detected: tuple[tuple[str, float], ...]) -> list[Document]:
    """What the creator declares overrules what its text shows."""
    if creator.niches:
        return [{"id": niche, "source": "declared"} for niche in creator.niches]
    return [{"id": niche, "source": "detected", "share": share} for niche, share in detected]


def match(ranking: Ranking, position: int, shown: Shown, brief: Brief, pricing: Pricing) -> Document:
    """An entry of a ranking as it is answered."""
    entry = ranking.entries[position]
    evidence = Evidence(
        creator=shown.creator,
        text=creator_text(shown.document),
        niche=int(entry["niche"]),
        wanted_words=brief_words(brief.text),
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
        "rank": position + 1,
        "score": float(entry["score"]),
        "components": explain(entry["values"].tolist(), ranking.weights, evidence),
        **creator_facts(shown, brief, pricing),
    }
    if ranking.inputs is not None:
        found["inputs"] = shown_inputs(ranking.inputs[position].tolist())
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
