"""The sample data: fictional, varied, valid by vocabulary, and the same on every run."""

import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from service.api.brief_schemas import load_brief
from service.api.creator_schemas import load_creator
from service.domain.niche import NICHE_BY_ID
from service.domain.vocabulary import (
    AGE_BANDS,
    AUDIENCE_GROUPS,
    DELIVERABLE_KINDS,
    GENDERS,
    PLATFORMS,
    TOPICS,
)
from service.sample import briefs, creators

TODAY = datetime.date(2027, 2, 3)
DOCUMENT_KEYS = {
    "external_id", "name", "display_name", "text", "content_samples", "languages", "country", "city", "niches",
    "accounts", "audience", "rate_card", "sponsored", "availability", "refusals", "last_post_at", "profile_url",
    "avatar_url", "attributes",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    return list(creators())


def rate_cards(sample: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [creator["rate_card"] for creator in sample if "rate_card" in creator]


def test_same_seed_gives_the_same_documents_and_another_seed_does_not() -> None:
    assert list(creators(150)) == list(creators(150))
    assert list(creators(150)) == list(creators(300))[:150]
    assert list(creators(150, seed=8)) != list(creators(150))


def test_documents_do_not_depend_on_the_order_of_hashes() -> None:
    code = "import json; from service.sample import creators; print(json.dumps(list(creators(60))))"
    outputs = {
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, text=True,
                       capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


def test_two_thousand_creators_with_unique_ids_and_known_keys(sample: list[dict[str, Any]]) -> None:
    assert len(sample) == len({creator["external_id"] for creator in sample}) == 2000
    assert set().union(*sample) == DOCUMENT_KEYS


def test_no_two_bios_are_alike(sample: list[dict[str, Any]]) -> None:
    assert len({creator["text"].casefold() for creator in sample}) == len(sample)
    assert min(len(creator["text"]) for creator in sample) >= 12


def test_every_niche_and_many_platforms_countries_and_languages_occur(sample: list[dict[str, Any]]) -> None:
    assert {niche for creator in sample for niche in creator.get("niches", ())} == set(NICHE_BY_ID)
    platforms = {account["platform"] for creator in sample for account in creator.get("accounts", ())}
    assert len(platforms) >= 5
    assert platforms <= set(PLATFORMS)
    assert len({creator["country"] for creator in sample if "country" in creator}) >= 10
    assert len({code for creator in sample for code in creator.get("languages", ())}) >= 5


def test_creators_are_marked_as_fictional(sample: list[dict[str, Any]]) -> None:
    assert all(creator["attributes"]["fictional"] is True for creator in sample)
    urls = [creator[key] for creator in sample for key in ("profile_url", "avatar_url") if key in creator]
    assert all(url.startswith("https://example.com/") for url in urls)


def test_audience_shares_are_percentages_that_sum_to_at_most_a_hundred(sample: list[dict[str, Any]]) -> None:
    for creator in sample:
        audience = creator.get("audience", {})
        for group in AUDIENCE_GROUPS:
            shares = audience.get(group, {})
            assert all(0 <= share <= 100 for share in shares.values())
            assert sum(shares.values()) <= 100
        assert set(audience.get("ages", ())) <= set(AGE_BANDS)
        assert set(audience.get("genders", ())) <= set(GENDERS)


def test_prices_are_positive_decimals_that_suit_their_currency(sample: list[dict[str, Any]]) -> None:
    cards = rate_cards(sample)
    for card in cards:
        assert card["rates"].keys() <= DELIVERABLE_KINDS.keys()
        assert not set(card.get("not_offered", ())) & set(card["rates"])
        for amount in card["rates"].values():
            assert Decimal(amount) > 0
            assert ("." in amount) is (card["currency"] != "JPY")
    assert len({card["currency"] for card in cards}) >= 10


def test_some_rate_cards_say_more_than_rates(sample: list[dict[str, Any]]) -> None:
    cards = rate_cards(sample)
    for part, share in {"packages": 0.25, "discounts": 0.20, "add_ons": 0.40, "gifting": 0.15}.items():
        assert abs(sum(part in card for card in cards) / len(cards) - share) < 0.04
    assert abs(sum(card.get("negotiable", False) for card in cards) / len(cards) - 0.5) < 0.05


def test_every_document_is_valid(sample: list[dict[str, Any]]) -> None:
    for creator in sample[::5]:
        load_creator({key: value for key, value in creator.items() if key != "external_id"})
    assert all(map(load_brief, briefs()))


def test_a_package_costs_less_than_its_parts(sample: list[dict[str, Any]]) -> None:
    for card in rate_cards(sample):
        for package in card.get("packages", ()):
            parts = [Decimal(card["rates"][line["kind"]]) * line["quantity"] for line in package["deliverables"]]
            assert Decimal(package["price"]) < sum(parts)


def test_follower_counts_are_those_of_micro_influencers_mostly(sample: list[dict[str, Any]]) -> None:
    followers = [account["followers"] for creator in sample for account in creator.get("accounts", ())[:1]
                 if "followers" in account]  # fmt: skip
    inside = sum(1_000 <= count <= 100_000 for count in followers) / len(followers)
    assert 0.85 < inside < 0.98
    assert min(followers) < 1_000
    assert max(followers) > 100_000


def test_parts_are_missing_at_realistic_rates(sample: list[dict[str, Any]]) -> None:
    for key, share in {"rate_card": 0.75, "audience": 0.70, "niches": 0.70, "country": 0.96}.items():
        assert abs(sum(key in creator for creator in sample) / len(sample) - share) < 0.05


def test_refusals_are_topics_or_niches(sample: list[dict[str, Any]]) -> None:
    refused = {topic for creator in sample for topic in creator.get("refusals", ())}
    assert refused
    assert refused <= TOPICS.keys() | NICHE_BY_ID.keys()


def test_a_few_accounts_stand_under_two_ids(sample: list[dict[str, Any]]) -> None:
    first_accounts = [account for creator in sample for account in creator.get("accounts", ())[:1]]
    owners = Counter((account["platform"], account["handle"]) for account in first_accounts)
    assert 3 <= sum(count == 2 for count in owners.values()) <= 5
    assert max(owners.values()) == 2


def test_dates_follow_the_day_that_was_passed() -> None:
    for creator in creators(200, today=TODAY):
        assert str(creator.get("last_post_at", "2027")) < "2027-02-04"
        for day in creator.get("availability", {}).values():  # type: ignore[attr-defined]
            assert abs((datetime.date.fromisoformat(day) - TODAY).days) <= 365


def test_twenty_briefs_of_which_some_state_fields_and_some_only_prose() -> None:
    documents: list[dict[str, Any]] = briefs()
    assert len(documents) == len({brief["text"] for brief in documents}) == 20
    assert sum(set(brief) == {"text"} for brief in documents) >= 3
    assert sum("budget" in brief for brief in documents) >= 10
    json.dumps(documents)


def test_briefs_use_the_vocabulary() -> None:
    for brief in map(dict[str, Any], briefs()):
        constraints = brief.get("constraints", {})
        assert {line["kind"] for line in brief.get("deliverables", ())} <= DELIVERABLE_KINDS.keys()
        assert set(constraints.get("niches", {}).get("any_of", ())) <= NICHE_BY_ID.keys()
        assert set(constraints.get("platforms", {}).get("any_of", ())) <= set(PLATFORMS)
        assert set(brief.get("promotes", ())) <= TOPICS.keys() | NICHE_BY_ID.keys()


def test_dates_of_briefs_follow_the_day_that_was_passed() -> None:
    windows = [brief["constraints"]["availability"] for brief in map(dict[str, Any], briefs(TODAY))
               if "availability" in brief.get("constraints", {})]  # fmt: skip
    assert windows
    assert all("2027-02-03" <= window["from"] <= window["to"] for window in windows)
