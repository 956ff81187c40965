"""How many creators are wanted; of a range the upper end."""

from service.briefing.agents import is_agent
from service.briefing.context import Finding, Scene, past, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.wordsets import word_set

_MOST_CREATORS, _MOST_PEOPLE = 1000, 200
_MODIFIERS = 5
_FOR = frozenset(("for", "para", "pour", "fur", "per", "por", "voor"))
_EXACTLY = word_set("counts_exactly")


def read(scene: Scene) -> list[Finding]:
    for finding in _findings(scene):
        return [finding]
    return _one_person(scene)


def _one_person(scene: Scene) -> list[Finding]:
    """ "Cerco una persona che ...": one, said by an article right after a request."""
    document = scene.document
    for mark in document.marks("headcount", 0, None, "single"):
        start = max(document.sentence(mark.first)[0], mark.first - 4)
        asked = document.ending("request", mark.first) is not None
        if (
            (document.starting("per", mark.first - 1) and not asked)
            or past(document, mark.first)
            or scene.bygone(mark.first)
        ):
            continue
        if document.has("request", start, mark.first, "ask", "terse"):
            return [Finding("creators_wanted", 1, mark.first, mark.last)]
    return []


def _findings(scene: Scene) -> list[Finding]:
    document, found = scene.document, []
    for amount in scene.free():
        if amount.currency or amount.percent or amount.scaled or not 1 <= amount.high <= _MOST_CREATORS or amount.plus:
            continue
        if amount.word and amount.high == 1 and document.tokens[amount.first].fold not in ("one", "single"):
            continue
        if any(
            m.first < amount.first < m.last and not document.has("request", m.first - 1, m.first + 1, "ask")
            for m in document.marks("scope", max(0, amount.first - 4), amount.last + 3)
        ):
            continue
        mark = _counted(scene, amount)
        if (
            mark is None
            or scene.bygone(amount.first)
            or past(document, amount.first)
            or _hard_wish(document, amount.first)
        ):
            continue
        scene.claim(amount)
        first, last = min(mark.first, amount.first), max(mark.last, amount.last)
        found.append(Finding("creators_wanted", int(amount.high), first, last, sure=mark.tag == "creator"))
    return sorted(found, key=lambda f: (not f.sure, not document.has("request", max(0, f.first - 5), f.first)))


def _hard_wish(document: Document, i: int) -> bool:
    return wished(document, i) and (document.has("wish", *document.sentence(i), "hard") or _ideally(document, i))


def _ideally(document: Document, i: int) -> bool:
    """A wish that comes before the number; "20 creators would be amazing" still says how many."""
    return document.has("wish", max(document.sentence(i)[0], i - 5), i, "soft")


def _counted(scene: Scene, amount: Amount) -> Mark | None:
    document = scene.document
    return (
        _noun_after(document, amount)
        or _list_entry(document, amount)
        or _form_entry(document, amount)
        or _said_alone(document, amount)
        or _fragment(document, amount)
        or _number_alone(document, amount)
    )


def _noun_after(document: Document, amount: Amount) -> Mark | None:
    i, end = amount.last, document.sentence(amount.first)[1]
    if i < end and document.tokens[i].fold in ("x", "×"):
        i += 1
    if document.text_at(i) == "(" and document.text_at(i + 2) == ")" and document.tokens[i + 1].kind == "number":
        i += 3  # "fifteen (15) creators"
    for _ in range(_MODIFIERS + 1):
        if i >= end:
            return None
        creator = document.starting("creator", i)
        if creator:
            return creator if _asked(document, amount, creator, plain=True) else None
        neutral = document.starting("person", i, "neutral")
        person = neutral or document.starting("person", i) or document.starting("trait", i)
        if person and amount.high <= _MOST_PEOPLE:
            if _asked(document, amount, person, plain=neutral is not None):
                return person
            if not document.starting("creator", person.last):
                return None
        if is_agent(document, i) and _directly_requested(document, amount):
            following = document.starting("creator", i + 1)
            return following or Mark("person", "agent", i, i + 1)
        people = document.starting("demonym", i) if i == amount.last else None
        if people and _directly_requested(document, amount) and _stands_for_people(document, people.last, end):
            return Mark("person", "demonym", people.first, people.last)
        token = document.tokens[i]
        if token.kind == "number" or (token.kind == "sign" and token.text not in "-/'’\"“”&"):
            return None
        if any(
            document.starting(tag, i)
            for tag in (
                "follower",
                "views",
                "month",
                "currency",
                "per",
                "deliverable",
                "video",
                "post",
                "percent",
                "engagement",
                "brand",
            )
        ):
            return None
        i += 1
    return None


def _stands_for_people(document: Document, i: int, end: int) -> bool:
    """ "4 Kiwis with ...", not "4 Italian reels"."""
    return i >= end or document.tokens[i].kind == "sign" or document.starting("of", i) is not None


def _directly_requested(document: Document, amount: Amount) -> bool:
    start = max(document.sentence(amount.first)[0], amount.first - 5)
    return document.has("request", start, amount.first) and not document.has("format", start, amount.first)


def _asked(document: Document, amount: Amount, noun: Mark, plain: bool) -> bool:
    """Whether people are wanted here: a request, money or a cap in the sentence, or a bare fragment."""
    first, last = document.sentence(amount.first)
    start, end = max(first, amount.first - 22), min(last, noun.last + 14)
    brands = document.marks("brand", max(first, amount.first - 6), amount.first)
    if brands and not any(
        document.has(tag, brands[-1].first, amount.first) for tag in ("budget", "request", "currency")
    ):
        return False
    if noun.tag != "creator" and _leads(document, amount, noun):
        return True
    if document.has("request", start, end):
        return noun.tag == "creator" or plain or document.has("request", start, amount.first)
    if document.starting("max", noun.last, "after"):
        return True
    if not plain:
        # "£600 in total for four girls"
        lead = document.tokens[amount.first - 1].fold if amount.first else ""
        return lead in _FOR and document.has("scope", start, end)
    if any(document.has(tag, start, end) for tag in ("scope", "budget")) or (
        noun.tag == "creator" and document.has("max", start, end)
    ):
        return True
    clause = document.clause(amount.first)
    return (noun.last >= clause[1] - 1 and amount.first - clause[0] <= 1) or (
        noun.tag == "creator"
        and (
            amount.first - first <= 1
            or any(document.has(tag, start, end) for tag in ("place", "country", "follower", "wish"))
        )
    )


def _leads(document: Document, amount: Amount, noun: Mark) -> bool:
    """ "Six families", "Up to 12 people": the sentence opens with the number or its bound, right before the noun."""
    first = document.sentence(amount.first)[0]
    bound = document.ending("max", amount.first, "before") or document.ending("min", amount.first, "before")
    if first and document.text_at(first - 1) == ";":
        return False
    if amount.first and document.text_at(amount.first - 1) == ":":
        return True
    opens = amount.first - first <= 1 or (bound is not None and bound.first == first)
    return opens and (noun.first - amount.last <= 1 or noun.tag == "trait")


def _list_entry(document: Document, amount: Amount) -> Mark | None:
    """ "Creators: 8", "Number of influencers - 5"."""
    start = max(0, amount.first - 4)
    for mark in [
        *document.marks("creator", start, amount.first),
        *document.marks("person", start, amount.first, "neutral"),
    ]:
        between = [document.tokens[j] for j in range(mark.last, amount.first)]
        if (
            between
            and between[-1].text in ":-–=x"
            and all(
                t.kind == "sign"
                or t.fold
                in ("needed", "wanted", "required", "count", "available", "disponibili", "disponibles", "disponiveis")
                for t in between
            )
        ):
            following = document.text_at(amount.last) if amount.last < document.sentence(amount.first)[1] else ""
            if not following or (
                not any(document.starting(tag, amount.last) for tag in ("follower", "month", "deliverable", "video"))
                and (
                    not following
                    or not following.isalpha()
                    or document.tokens[amount.last].start > document.tokens[amount.last - 1].end
                )
            ):
                return mark
    return None


def _form_entry(document: Document, amount: Amount) -> Mark | None:
    """ "Qty: 5", "Profili richiesti: 3": a label of quantity opens the line, and the number closes it."""
    first, last = document.sentence(amount.first)
    label = document.starting("headcount", first, "label")
    if label is None or amount.first - label.last > 4 or document.text_at(amount.first - 1) not in ":-–—=#":
        return None
    ends = amount.last >= last or document.text_at(amount.last) in ".|,;("
    people = document.starting("creator", amount.last) or document.starting("person", amount.last)
    return label if ends or people else None


def _fragment(document: Document, amount: Amount) -> Mark | None:
    """ "Five in total.", "Two of them": a sentence that says no more than how many."""
    first, last = document.sentence(amount.first)
    if amount.first - first > 2 or not all(
        document.starting("headcount", j, "filler") or document.ending("max", j + 1) for j in range(first, amount.first)
    ):
        return None
    closing = document.starting("headcount", amount.last, "closing")
    if closing is None or (closing.last < last and document.text_at(closing.last) not in ".,;!|("):
        return None
    return closing


def _number_alone(document: Document, amount: Amount) -> Mark | None:
    """ "Seis.": a sentence of one number word, once it is clear what the text is about."""
    first, last = document.sentence(amount.first)
    alone = first > 0 and first == amount.first and last - amount.last <= 1 and document.text_at(last - 1) == "."
    asked = alone and amount.word and document.has("creator", 0, first)
    return Mark("person", "alone", first, last) if asked else None


def _said_alone(document: Document, amount: Amount) -> Mark | None:
    """ "Serían siete.", "We need eight.\""""
    lead = amount.first
    while lead and document.tokens[lead - 1].fold in _EXACTLY:
        lead -= 1
    mark = document.ending("request", lead)
    following = document.text_at(amount.last)
    ends = not following or following in ".,;!)" or document.sentence(amount.first)[1] == amount.last
    return mark if mark and ends and amount.high <= _MOST_PEOPLE else None
