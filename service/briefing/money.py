"""What the brand can pay: an amount, its currency, and what it buys."""

from decimal import Decimal
from typing import Any

from service.briefing.agents import is_agent
from service.briefing.context import Finding, Scene
from service.briefing.deliverables import kind_of
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.wordsets import word_set

# What is published, as a price names it ("a reel"), as a kind of deliverable; None when the platform decides.
_UNITS = ("deliverable", "format", "video", "post")
_REACH = 12
_LARGEST_ALONE = 100_000
_PESOS = {"MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP", "UY": "UYU", "PH": "PHP"}
_KRONER = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "CZ": "CZK"}
_FRANCS = {"CH": "CHF"}


def read(scene: Scene) -> list[Finding]:
    """Every limit stated: a total, so much a creator, so much a deliverable."""
    found = []
    for amount in scene.free():
        if amount.percent or amount.high <= 0 or amount.first in scene.claimed:
            continue
        stated = amount.currency is not None
        if not stated and not _named_budget(scene, amount):
            continue
        if stated:
            scene.claim(amount)
        scope = _scope(scene, amount, stated)
        if scope is None:
            continue
        scene.claim(amount)
        value: dict[str, Any] = {
            "amount": _decimal(amount.high),
            "currency": _currency(scene.document, amount.currency),
            "scope": scope.value,
        }
        if scope.tag != "scope":
            value["kind"] = scope.tag
        first, last = amount.first, amount.last
        if scope.last > scope.first and scope.first - last <= 4 and scope.last > last:
            last = scope.last
        found.append(
            Finding(
                "budget",
                value,
                first,
                last,
                sure=scope.value != "total"
                or _budget_word(scene, amount)
                or scope.first == last - 1
                or -1 <= scope.first - amount.last <= 1
                or 0 <= amount.first - scope.last <= 2,
            )
        )
    return found


def _decimal(value: Decimal) -> str:
    whole = value.to_integral_value()
    return f"{value:.0f}" if value == whole else f"{value:.2f}"


def _currency(document: Document, code: str | None) -> str | None:
    """ISO code; for money that many countries call the same, by the countries of the text."""
    tables = {"peso": (_PESOS, "MXN"), "krone": (_KRONER, "SEK"), "franc": (_FRANCS, "CHF")}
    if code not in tables:
        return code
    by_country, usual = tables[code]
    named = [m.value for tag in ("country", "demonym") for m in document.marks(tag) if m.value in by_country]
    return by_country[named[0]] if named else usual


def _named_budget(scene: Scene, amount: Amount) -> bool:
    """ "Budget: 500": a bare number that a budget word introduces or a fee's unit follows."""
    document = scene.document
    start, end = document.sentence(amount.first)
    if amount.year or amount.high < 10 or (amount.word and amount.high < 20):
        return False
    following = document.tokens[amount.last] if amount.last < end else None
    if following is not None and any(
        document.starting(tag, amount.last)
        for tag in (
            "creator",
            "follower",
            "person",
            "video",
            "post",
            "views",
            "deliverable",
            "format",
            "month",
            "engagement",
        )
    ):
        return False
    for mark in document.marks("budget", max(start, amount.first - 7), amount.first):
        between = range(mark.last, amount.first)
        if all(document.tokens[j].kind == "sign" or _opens(document, j) for j in between):
            return True
    return False


def _opens(document: Document, i: int) -> bool:
    token = document.tokens[i]
    if any(document.starting(tag, i) for tag in ("max", "min", "about", "scope", "range", "per", "article")):
        return True
    if any(
        mark.first <= i < mark.last
        for tag in ("max", "min", "scope")
        for mark in document.marks(tag, max(0, i - 4), i + 4)
    ):
        return True
    return token.fold in (
        "of",
        "is",
        "de",
        "von",
        "ist",
        "es",
        "e",
        "est",
        "di",
        "den",
        "our",
        "the",
        "total",
        "will",
        "be",
        "s",
        "for",
        "campaign",
        "up",
        "to",
    )


def _budget_word(scene: Scene, amount: Amount) -> bool:
    start, end = scene.document.sentence(amount.first)
    return scene.document.has("budget", max(start, amount.first - 12), min(end, amount.last + 8))


def _scope(scene: Scene, amount: Amount, stated: bool) -> Mark | None:
    """A mark whose value is the scope; its tag the deliverable kind, if one was named. None: this buys no work."""
    document = scene.document
    start, end = document.sentence(amount.first)
    start, end = max(start, amount.first - 16), min(end, amount.last + _REACH)
    start, end = _between_money(scene, amount, start, end)
    after = _scope_marks(document, amount.last, end)
    before = _scope_marks(document, start, amount.first)
    product = _product(document, amount, start, end)
    adjacent = [m for m in after if m.first - amount.last <= 1]
    if adjacent:
        # "$1,800 total per creator": what one creator gets in all.
        each = [m for m in after if m.first == adjacent[0].last and m.value == "per_creator"]
        scope = each[0] if each else adjacent[0]
        return None if product == "sure" or _sold_each(document, scope, amount) else scope
    if product:
        return None
    pays = document.marks("budget", start, amount.first) + document.marks("budget", amount.last, end)
    pays = [mark for mark in pays if not _cheap(document, mark)]
    if _long_ago(document, amount) or (not pays and _about_brand(document, amount)):
        return None
    near = sorted(after, key=lambda m: m.first)[:1] + sorted(before, key=lambda m: -m.last)[:1]
    near = [m for m in near if not _unrelated(document, m, amount)]
    if near:
        best = min(near, key=lambda m: m.first - amount.last if m.first >= amount.last else amount.first - m.last + 1)
        leads = best.last <= amount.first and amount.first - best.last <= 1 and document.starting("per", best.first)
        if pays or leads or best.value == "total" or _asks(document, amount) or best.value == "per_creator":
            return best
    if not near and _package_before(document, amount, start):
        return Mark("scope", "per_creator", amount.last, amount.last)
    if not near and not pays and stated and _stands_alone(document, amount):
        return Mark("scope", "per_creator", amount.last, amount.last)
    package = _package(document, amount.last, end)
    if package and not near and package.first - amount.last <= 6 and _for(document, amount.last, package.first):
        return Mark("scope", "per_creator", amount.last, amount.last)
    if (
        not pays
        and not near
        and (not _capped(document, amount) or document.text_at(amount.last) in ("of", "de", "di", "von", "d"))
    ):
        return None
    if any(m.value == "total" for m in pays):
        return Mark("scope", "total", amount.last, amount.last)
    if pays:
        return Mark("scope", "per_creator", amount.last, amount.last)
    return Mark("scope", "per_creator", amount.last, amount.last) if _asks(document, amount) and stated else None


def _cheap(document: Document, mark: Mark) -> bool:
    """ "a budget phone", "budget-friendly": cheap, no sum to spend."""
    if not document.words_are(mark.first, "budget") or mark.last - mark.first > 1:
        return False
    following = document.tokens[mark.last : mark.last + 1]
    led = mark.first > 0 and document.tokens[mark.first - 1].fold in ("a", "the", "this", "our", "new")
    goods = (
        bool(following)
        and (following[0].text == "-" or following[0].kind == "word")
        and following[0].fold not in _AFTER_SUM
    )
    return goods and (led or following[0].text == "-") and following[0].start - document.tokens[mark.first].end <= 1


_AFTER_SUM = word_set("money_after_sum")


def _stands_alone(document: Document, amount: Amount) -> bool:
    """ "40 bucks + product.": a short sentence that opens with the money."""
    first, last = document.sentence(amount.first)
    return (
        amount.high <= _LARGEST_ALONE
        and amount.first - first <= 1
        and last - first <= 8
        and not document.has("brand", first, last)
    )


def _package_before(document: Document, amount: Amount, start: int) -> bool:
    """ "3 videos for $900"."""
    if amount.first <= start or not _for(document, amount.first - 1, amount.first):
        return False
    return any(document.ending(tag, amount.first - 1) for tag in _UNITS)


def _package(document: Document, first: int, last: int) -> Mark | None:
    """The first thing to be made that is named after the amount."""
    marks = [mark for tag in _UNITS for mark in document.marks(tag, first, last)]
    return min(marks, key=lambda mark: mark.first, default=None)


def _sold_each(document: Document, scope: Mark, amount: Amount) -> bool:
    """ "sold for $14 each" tells of goods; "$14 per creator" never does."""
    if document.has("creator", scope.first, scope.last) or scope.value == "total":
        return False
    start = max(document.sentence(amount.first)[0], amount.first - 16)
    if document.has("sells", start, amount.first) and not document.has("request", start, amount.first, "ask"):
        return True
    return _about_brand(document, amount) and not document.has("budget", start, amount.first)


def _for(document: Document, first: int, last: int) -> bool:
    return any(
        document.tokens[j].fold in ("for", "por", "para", "pour", "fur", "per", "voor") for j in range(first, last)
    )


def _between_money(scene: Scene, amount: Amount, start: int, end: int) -> tuple[int, int]:
    """The stretch of the sentence that belongs to this amount and to no other money."""
    for other in scene.money_near(start, end):
        if other.first == amount.first:
            continue
        if other.last <= amount.first:
            start = max(start, other.last)
        elif other.first >= amount.last:
            end = min(end, other.first)
    return start, end


def _scope_marks(document: Document, first: int, last: int) -> list[Mark]:
    marks = [
        *document.marks("scope", first, last),
        *_per_deliverable(document, first, last),
        *_per_person(document, first, last),
    ]
    # "a piece", "each reel": the longer reading at one place wins.
    best: dict[int, Mark] = {}
    for mark in marks:
        if mark.first not in best or mark.last > best[mark.first].last:
            best[mark.first] = mark
    return sorted(best.values(), key=lambda m: m.first)


def _per_person(document: Document, first: int, last: int) -> list[Mark]:
    """ "per mum", "por pareja": so much for each of whoever is wanted."""
    found = []
    for per in document.marks("per", first, last, "unit"):
        person = document.starting("person", per.last) or document.starting("trait", per.last)
        if not person and per.last < last and _is_wanted(document, per.last):
            found.append(Mark("scope", "per_creator", per.first, per.last + 1))
        if person and (len(document.tokens[per.first].fold) > 2 or document.tokens[per.first].text == "/"):
            found.append(Mark("scope", "per_creator", per.first, person.last))
    return found


def _is_wanted(document: Document, i: int) -> bool:
    """ "300 € pro Barista" where "Baristas" are asked for."""
    word = document.tokens[i].fold
    if len(word) < 4:
        return False
    plurals = {word + "s", word + "n", word + "en", word[:-1] + "i", word[:-1] + "e", word + "es"}
    return any(token.fold in plurals and (is_agent(document, j) or document.starting("trait", j))
               for j, token in enumerate(document.tokens[:2000]))  # fmt: skip


def _per_deliverable(document: Document, first: int, last: int) -> list[Mark]:
    found = []
    for per in document.marks("per", first, last, "unit"):
        if document.starting("scope", per.first, "per_creator"):
            continue
        distributive = document.tokens[per.first].fold in ("each", "every", "cada", "chaque", "ogni")
        noun = _unit_noun(document, per.last, min(last, per.last + (1 if distributive else 4)))
        if noun and not (
            len(document.tokens[per.first].fold) <= 2
            and document.tokens[per.first].text != "/"
            and per.first != first
            and document.tokens[per.first].fold in ("a", "an", "el", "la", "le", "l", "o", "il", "das")
        ):
            found.append(Mark(_kind(document, noun), "per_deliverable", per.first, noun.last))
    return found


def _unit_noun(document: Document, first: int, last: int) -> Mark | None:
    """The thing paid for, at most two words after "per"."""
    for i in range(first, last):
        marks = [mark for tag in _UNITS if (mark := document.starting(tag, i))]
        if marks:
            return max(marks, key=lambda mark: (mark.last, mark.tag == "deliverable"))
        if document.starting("platform", i):
            mark = document.starting("platform", i)
            following = [m for tag in _UNITS if mark and (m := document.starting(tag, mark.last))]
            if not following and mark and mark.value == "tiktok":
                return Mark("deliverable", "tt_video", mark.first, mark.last)
            continue
        if (unit := document.starting("unit", i)) is not None:
            return Mark("scope", unit.value, unit.first, unit.last)
        if any(document.starting(tag, i) for tag in ("creator", "person", "scope", "currency")):
            return None
        if document.tokens[i].kind != "word":
            return None
    return None


def _kind(document: Document, noun: Mark) -> str:
    """The kind of deliverable that a noun stands for in this text; "scope" where it stays open."""
    return "scope" if noun.tag == "scope" else kind_of(document, noun) or "scope"


def _product(document: Document, amount: Amount, start: int, end: int) -> str:
    """Whether the amount is the price of something sold: "sure" when the price word touches the number."""
    touching = document.marks("product", max(start, amount.first - 3), amount.first) + document.marks(
        "product", amount.last, min(end, amount.last + 2)
    )
    clause = document.clause(amount.first)
    if touching:
        return "sure" if not document.has("budget", max(start, amount.first - 4), amount.first) else ""
    wide = document.marks("product", max(start, clause[0]), min(end, clause[1], amount.last + 5))
    return "likely" if wide and not document.has("budget", max(start, clause[0]), min(end, clause[1])) else ""


def _long_ago(document: Document, amount: Amount) -> bool:
    """ "Last spring we paid $200": the clause tells of another campaign."""
    start, end = document.clause(amount.first)
    return document.has("brand", max(start, amount.first - 16), min(end, amount.last + 6), "then")


def _about_brand(document: Document, amount: Amount) -> bool:
    start, end = document.clause(amount.first)
    return document.has("brand", max(start, amount.first - 14), min(end, amount.last + 6), "past")


def _unrelated(document: Document, mark: Mark, amount: Amount) -> bool:
    """A scope word of another clause, unless it is the very next clause ("$250, flat, per creator")."""
    a, b = document.clause(min(mark.first, len(document.tokens) - 1)), document.clause(amount.first)
    if a == b:
        return False
    distance = mark.first - amount.last if mark.first >= amount.last else amount.first - mark.last
    return distance > 6 or (mark.value == "per_creator" and _has_deliverable(document, mark, amount))


def _has_deliverable(document: Document, mark: Mark, amount: Amount) -> bool:
    """ "£500, one reel each": the "each" counts reels."""
    first, last = (amount.last, mark.first) if mark.first >= amount.last else (mark.last, amount.first)
    return any(document.has(tag, first, last) for tag in (*_UNITS, "follower"))


def _capped(document: Document, amount: Amount) -> bool:
    return bool(document.ending("max", amount.first, "before") or document.starting("max", amount.last, "after"))


def _asks(document: Document, amount: Amount) -> bool:
    start, end = document.sentence(amount.first)
    start, end = max(start, amount.first - 20), min(end, amount.last + 20)
    return (
        document.has("request", start, end)
        or document.has("creator", start, end)
        or document.has("max", start, end)
        or any(document.has(t, start, end) for t in ("deliverable", "person"))
    )
