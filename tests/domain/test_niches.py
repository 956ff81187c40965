"""The taxonomy of niches holds together."""

import re
from itertools import pairwise

import pytest

from service.domain.niche import LANGUAGES, NICHE_BY_ID, NICHES, TAXONOMY_HASH
from service.domain.vocabulary import DELIVERABLE_KINDS, PLATFORMS, TIERS, TOPICS, tier_of


def test_ids_are_distinct_and_stand_in_addresses() -> None:
    assert len(NICHE_BY_ID) == len(NICHES) >= 40
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{2,40}", niche.id) for niche in NICHES)
    assert all(niche.parent and re.fullmatch(r"[a-z][a-z0-9_]*", niche.parent) for niche in NICHES)


def test_no_niche_is_a_topic_or_a_parent_too() -> None:
    assert not NICHE_BY_ID.keys() & TOPICS.keys()
    assert not {niche.parent for niche in NICHES} & TOPICS.keys()


def test_names_descriptions_and_examples_tell_niches_apart() -> None:
    for texts in (
        [niche.name for niche in NICHES],
        [niche.description for niche in NICHES],
        [example for niche in NICHES for example in niche.examples],
    ):
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alias_names_one_niche_of_its_language(language: str) -> None:
    aliases = [alias for niche in NICHES for alias in niche.aliases[language]]
    assert len(set(aliases)) == len(aliases)
    assert all(alias and alias == alias.lower().strip() for alias in aliases)
    assert all(niche.aliases[language] for niche in NICHES)


def test_every_niche_has_examples_of_both_sides_short_enough_to_be_read_whole() -> None:
    for niche in NICHES:
        assert min(len(niche.creators), len(niche.briefs)) >= 8, niche.id
        assert all(1 < len(example.split()) <= 60 for example in niche.examples), niche.id


def test_iab_ids_and_the_hash_are_well_formed() -> None:
    assert all(niche.iab_id is None or niche.iab_id.isalnum() for niche in NICHES)
    assert re.fullmatch(r"[0-9a-f]{8,64}", TAXONOMY_HASH)


def test_every_deliverable_is_published_on_a_platform_or_delivered() -> None:
    assert {platform for platform, _ in DELIVERABLE_KINDS.values()} <= {*PLATFORMS, None}


def test_tiers_are_half_open_intervals() -> None:
    for (name, lower), (above, upper) in pairwise(TIERS):
        assert (tier_of(lower), tier_of(upper - 1), tier_of(upper)) == (name, name, above)
    assert tier_of(10**12) == TIERS[-1][0]
