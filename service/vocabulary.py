"""The lists that front-ends fill their menus from: ids with names. Countries and languages come from ISO tables."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pycountry

from service.domain.feedback import REASONS_OF_THE_CREATOR, REJECTION_REASONS, VERDICTS
from service.domain.niche import NICHES
from service.domain.order import ADD_ONS, CHANNELS
from service.domain.vocabulary import (
    AGE_BANDS,
    DELIVERABLE_KINDS,
    GENDERS,
    PLATFORM_NAMES,
    TIER_SCHEME,
    TIERS,
    TOPICS,
)

Entry = dict[str, Any]


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes with English names."""
    return {country.alpha_2: country.name for country in sorted(pycountry.countries, key=lambda c: c.alpha_2)}


@lru_cache(maxsize=1)
def languages() -> dict[str, str]:
    """ISO 639-1 codes with English names."""
    coded = [language for language in pycountry.languages if hasattr(language, "alpha_2")]
    return {language.alpha_2: language.name for language in sorted(coded, key=lambda entry: entry.alpha_2)}


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """ISO 4217 codes with English names."""
    return {currency.alpha_3: currency.name for currency in sorted(pycountry.currencies, key=lambda c: c.alpha_3)}


@lru_cache(maxsize=1)
def topics() -> dict[str, str]:
    """What a creator may refuse and a brief may promote: sensitive topics and every niche."""
    return TOPICS | {niche.id: niche.name for niche in NICHES}


def _named(entries: dict[str, str]) -> list[Entry]:
    return [{"id": code, "name": name} for code, name in entries.items()]


def _niches() -> list[Entry]:
    return [
        {"id": n.id, "name": n.name, "parent": n.parent, "description": n.description, "iab_id": n.iab_id}
        for n in NICHES
    ]


def _kinds() -> list[Entry]:
    return [{"id": kind, "name": name, "platform": platform} for kind, (platform, name) in DELIVERABLE_KINDS.items()]


def _tiers() -> list[Entry]:
    uppers = [lower for _, lower in TIERS[1:]] + [None]
    return [
        {"id": name, "min_followers": lower, "below_followers": upper, "scheme": TIER_SCHEME}
        for (name, lower), upper in zip(TIERS, uppers, strict=True)
    ]


def _add_ons() -> list[Entry]:
    return [{"id": kind, "name": name, "per": "month" if monthly else "order"} for kind, (monthly, name) in
            ADD_ONS.items()]  # fmt: skip


def _rejection_reasons() -> list[Entry]:
    return [
        {"id": code, "name": name, "about": "creator" if code in REASONS_OF_THE_CREATOR else "brief"}
        for code, name in REJECTION_REASONS.items()
    ]


VOCABULARIES: dict[str, Callable[[], list[Entry]]] = {
    "niches": _niches,
    "topics": lambda: _named(topics()),
    "platforms": lambda: _named(PLATFORM_NAMES),
    "deliverable_kinds": _kinds,
    "countries": lambda: _named(countries()),
    "languages": lambda: _named(languages()),
    "currencies": lambda: _named(currencies()),
    "tiers": _tiers,
    "age_bands": lambda: [{"id": band, "name": band} for band in AGE_BANDS],
    "genders": lambda: [{"id": gender, "name": gender.capitalize()} for gender in GENDERS],
    "add_ons": _add_ons,
    "channels": lambda: _named(CHANNELS),
    "verdicts": lambda: _named(VERDICTS),
    "rejection_reasons": _rejection_reasons,
}
