"""The way in: text to readings."""

import datetime

from service.briefing import (
    counts,
    dates,
    deliverables,
    engagement,
    exclusions,
    followers,
    languages,
    money,
    places,
    platforms,
    traits,
)
from service.briefing.context import Finding, Scene
from service.briefing.document import Document
from service.briefing.numbers import amounts
from service.briefing.phrasebook import lexicon
from service.briefing.reading import Reading
from service.briefing.wordsets import word_set

# Nobody states a constraint after so many words; what follows is not read.
_LONGEST_TEXT = 20_000
# What tells a brief from a bio: of what only briefs state, so much must be found.
_EVIDENCE = {
    "budget": 2, "engagement_rate_pct.min": 2, "followers.max": 2, "followers.min": 1, "creators_wanted": 1,
    "excluded_topics": 1, "deliverables": 1, "deadline": 1,
}  # fmt: skip
_ENOUGH = 2
# What nobody states of herself beside her prices.
_ASKED = frozenset(("creators_wanted", "followers.min", "followers.max", "engagement_rate_pct.min", "deadline"))
_ALSO_IN_BIOS = frozenset(("budget", "excluded_topics", "deliverables"))
_BOASTS = frozenset(("followers.min", "excluded_topics"))
# What a story of an earlier campaign is full of.
_TOLD = frozenset(
    ("budget", "creators_wanted", "deliverables", "platforms", "followers.min", "followers.max", "countries")
)
# "No Orange, no Monster": brands that are called like places.
_NAMES = frozenset(("cities", "countries"))
# "Looking for podcast hosts" asks for them at once.
_AT_ONCE = 4
_BRAND_VOICE = word_set("reader_brand_voice")
# Between "we're looking for" and "creators" stand at most so many words.
_ASK_REACH = 14
_PEOPLE_REACH = 4


def read(text: str, today: datetime.date) -> tuple[Reading, ...]:
    """Every hard constraint that the text states, in the order of the text; () for text that is no brief.

    `today` settles dates without a year. Never raises.
    """
    document = Document(text[:_LONGEST_TEXT], lexicon())
    found = _findings(document, today)
    if not _is_brief(document, found):
        return ()
    readings = [_reading(document, finding) for finding in found]
    return tuple(sorted(readings, key=lambda reading: (reading.start, reading.end, reading.field)))


def _findings(document: Document, today: datetime.date) -> list[Finding]:
    days = dates.days(document, today)
    taken = {i for day in days for i in range(day.first, day.last)}
    scene = Scene(document, amounts(document, taken), today)
    # Whoever reads first claims the number: a price before a count, a count before followers.
    found = engagement.read(scene)
    found += traits.read_ages(scene)
    found += money.read(scene)
    found += deliverables.read(scene)
    found += counts.read(scene)
    found += followers.read(scene)
    found += platforms.read(scene)
    found += places.read(scene)
    found += languages.read(scene)
    found += exclusions.read(scene)
    found += traits.read(scene)
    found += dates.read(document, days, today)
    refused = {i for finding in found if finding.field == "excluded_topics" for i in range(finding.first, finding.last)}
    return [
        finding
        for finding in found
        if not (finding.field in _TOLD and scene.bygone(finding.first))
        and not (finding.field in _NAMES and finding.first in refused)
    ]


def _reading(document: Document, finding: Finding) -> Reading:
    start, end = document.tokens[finding.first].start, document.tokens[finding.last - 1].end
    return Reading(finding.field, finding.value, start, end)


def _is_brief(document: Document, found: list[Finding]) -> bool:
    """Whether the text asks creators for something: a bio that names places and platforms states no constraints."""
    if not found or _own_prices(document, found) or _only_money(document, found):
        return False
    if document.has("request", 0, len(document.tokens), "apply"):
        return True
    evidence = sum(
        weight
        for field, weight in _EVIDENCE.items()
        if any(f.field == field and f.sure and _of_brief(document, f) for f in found)
    )
    # "Over 101k subscribers, no politics" may be a show's own words.
    boasts = all(f.field in _BOASTS for f in found if f.field in _EVIDENCE)
    if evidence >= _ENOUGH and not boasts:
        return True
    # A show that is "looking for women who ..." names guests, not constraints.
    solid = any(
        f.field != "required_traits" and f.value not in ("podcast", "blog") and (f.sure or f.field != "excluded_topics")
        for f in found
    )
    on_air = any(f.field == "platforms" and f.value == "podcast" for f in found)
    if on_air and all(f.field in _NAMES or f.field in _BOASTS or _beside_show(f) for f in found):
        asks = document.marks("request", 0, len(document.tokens), "ask")
        return any(document.has("creator", ask.last, ask.last + _AT_ONCE) for ask in asks)
    return solid and any(_asks_creators(document, *sentence, terse=evidence > 0) for sentence in document.sentences)


def _beside_show(finding: Finding) -> bool:
    """What a podcast's own description holds besides names and boasts."""
    return finding.field in ("required_traits", "languages", "platforms") or finding.value in (
        "podcast",
        "podcast_read",
        "blog",
    )


def _own_prices(document: Document, found: list[Finding]) -> bool:
    """ "Reel 200 / Story 70", "open for paid partnerships": a creator's own price list, which asks for nobody."""
    end = len(document.tokens)
    if document.has("request", 0, end, "ask", "apply") or any(f.field in _ASKED for f in found):
        return False
    prices = {f.value["amount"] for f in found if f.field == "budget" and f.value["scope"] != "total"}
    return document.has("offer", 0, end) or (len(prices) > 1 and not document.has("creator", 0, end))


def _only_money(document: Document, found: list[Finding]) -> bool:
    """ "Dinner for under £5 a head", "living on a $50 budget": sums that nobody is asked to earn."""
    end = len(document.tokens)
    stated = [f for f in found if f.field in _EVIDENCE and f.field not in _ALSO_IN_BIOS]
    budgets = [f for f in found if f.field == "budget"]
    if not budgets or stated or document.has("request", 0, end, "ask", "terse") or document.has("creator", 0, end):
        return False
    if any(token.fold in _BRAND_VOICE for token in document.tokens):
        return False
    return not any(document.has("budget", max(document.sentence(f.first)[0], f.first - 5), f.first) for f in budgets)


def _of_brief(document: Document, finding: Finding) -> bool:
    """Whether a creator would not say this of herself: price lists and media kits hold money, formats and rates too."""
    start, end = document.sentence(finding.first)
    if finding.field == "deliverables":
        return finding.value["quantity"] is not None and not document.has("currency", start, end)
    if finding.field == "budget":
        return (
            (
                finding.value["scope"] == "per_creator"
                and any(
                    document.has(tag, start, end, *values)
                    for tag, values in (("creator", ()), ("request", ()), ("scope", ("per_creator",)), ("budget", ()))
                )
            )
            or any(document.has(tag, start, end) for tag in ("request", "creator", "person"))
            or _budget_label(document, start)
            or (finding.value["scope"] != "per_deliverable" and document.has("scope", start, end))
            or (finding.value["scope"] == "per_deliverable" and document.has("per", start, end, "unit"))
        )
    if finding.field == "engagement_rate_pct.min":
        return any(document.has(tag, start, end) for tag in ("min", "request", "only")) or "+" in document.words(
            start, end
        )
    return True


def _budget_label(document: Document, start: int) -> bool:
    """ "Budget: 500 €" opens a line of a form; what a creator charges is labelled otherwise."""
    label = document.starting("budget", start, "total")
    return label is not None and document.text_at(label.last) == ":"


def _asks_creators(document: Document, first: int, last: int, terse: bool) -> bool:
    """ "We're looking for ... creators": the request before the people, in one sentence."""
    asks = document.marks("request", first, last, "ask")
    if terse:  # "need 4 tiktokers", but also "want more peace?"
        asks += document.marks("request", first, min(last, first + 3), "terse")
    for ask in asks:
        end = min(last, ask.last + _ASK_REACH)
        if document.has("creator", ask.last, end):
            return True
        if any(document.has(tag, ask.last, min(last, ask.last + _PEOPLE_REACH)) for tag in ("trait", "person")):
            return True
    return False
