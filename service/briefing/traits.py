"""What a person must be: a mother, a student, over thirty."""

from service.briefing.context import Finding, Scene, past, refused, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.topics import topic_of

_AGES = (13, 90)
_TAIL = 4
_AGE_WORDS = frozenset(("age", "aged", "alter", "mindestalter", "edad", "idade", "eta", "leeftijd"))


def read_ages(scene: Scene) -> list[Finding]:
    """ "over 30", "aged 50+", "18 or older"; claims the number."""
    document, found = scene.document, []
    for amount in scene.free():
        span = _age(document, amount)
        if span:
            scene.claim(amount)
            if (
                not _of_others(document, amount.first)
                and not _for_people(document, span[0])
                and not wished(document, amount.first)
            ):
                found.append(_finding(document, *span))
    return found


def _age(document: Document, amount: Amount) -> tuple[int, int] | None:
    if amount.currency or amount.percent or amount.scaled or not _AGES[0] <= amount.high <= _AGES[1]:
        return None
    before = document.ending("age", amount.first, "aged", "over", "under", "younger")
    aged = document.ending("age", amount.first, "aged")
    after = document.starting("age", amount.last, "after")
    if amount.plus and not _counts_something(document, amount) and (_people(document, amount) or aged):
        return (before or amount).first, amount.last
    if after and (document.tokens[after.first].fold not in ("plus", "and", "or") or _people(document, amount)):
        if not (
            before or amount.plus or (len(document.words(after.first, after.last)) > 5 and _people(document, amount))
        ):
            return None
        return (before or amount).first, after.last
    if (
        before
        and not _counts_something(document, amount)
        and (
            (aged and before.value == "aged" and amount.low is not None)
            or _people(document, amount)
            or before.value == "younger"
        )
    ):
        word = document.tokens[before.first].fold
        if before.value == "aged" and word in ("de", "di", "von", "entre", "tra", "tussen", "zwischen", "edad"):
            return None
        nobody = document.ending("exclude", before.first, "person")
        return (nobody or before).first, amount.last
    return None


def _for_people(document: Document, i: int) -> bool:
    """ "an app for people over 60": whom the product is for."""
    person = document.ending("person", i)
    if person is None or not person.first:
        return False
    lead = document.tokens[person.first - 1].fold
    return lead in ("for", "para", "pour", "fur", "per", "voor") and document.ending("request", person.first) is None


def _people(document: Document, amount: Amount) -> bool:
    """A noun for people right before the age words, or a request in the clause."""
    start = max(document.sentence(amount.first)[0], amount.first - 6)
    if any(token.fold in _AGE_WORDS for token in document.tokens[start : amount.first]):
        return True
    return any(
        document.has(tag, start, amount.first) for tag in ("creator", "person", "trait", "request")
    ) or document.has("exclude", start, amount.first, "person")


def _counts_something(document: Document, amount: Amount) -> bool:
    i = amount.last
    if i >= document.sentence(amount.first)[1]:
        return False
    token = document.tokens[i]
    if token.kind != "word":
        return token.text == "%"
    return not any(
        document.starting(tag, i) for tag in ("age", "range", "contrast", "place", "only")
    ) and token.fold not in ("please", "who", "only", "with", "with", "and", "mostly", "or", "on", "que", "qui", "die")


def read(scene: Scene) -> list[Finding]:
    document = scene.document
    found: dict[int, Finding] = {}
    reached = -1
    for mark in document.marks("trait"):
        if mark.first < reached or not _required(document, mark):
            continue
        last = _with_alternatives(document, mark, _with_tail(document, mark))
        reached = last
        found[mark.first] = _finding(document, mark.first, last)
    for first, last in _must_own(document):
        if not any(f.first < last and first < f.last for f in found.values()):
            found[first] = _finding(document, first, last)
    return list(found.values())


def _finding(document: Document, first: int, last: int) -> Finding:
    value = {"phrase": document.words(first, last), "topic": topic_of(document, first, last)}
    return Finding("required_traits", value, first, last)


def _required(document: Document, mark: Mark) -> bool:
    if (
        refused(document, mark.first)
        or wished(document, mark.first)
        or past(document, mark.first)
        or _of_others(document, mark.first)
    ):
        return False
    start, end = document.sentence(mark.first)
    left = (max(start, mark.first - 28), mark.first)
    if (document.text_at(mark.last) in ("'", "’") and document.text_at(mark.last - 1).endswith("s")) or _illustrates(
        document, mark, start
    ):
        return False
    if (
        document.has("request", *left)
        and not document.has("brand", *left, "self")
        and not document.has("negation", *left, "not")
    ):
        return _subject(document, mark, left[0])
    if document.has("creator", max(start, mark.first - 6), mark.first) and mark.value in (
        "disability",
        "pregnant",
        "owner",
        "diet",
        "newlywed",
    ):
        return True
    if document.ending("creator", mark.first) is not None and mark.value != "parent":
        return True
    number = document.ending("number", mark.first) is not None or (
        mark.first > start and document.tokens[mark.first - 1].kind == "number"
    )
    return (
        mark.value == "female"
        or (number and mark.first - start <= 3)
        or (
            mark.first == start
            and (
                document.has("only", mark.last, min(end, mark.last + 3))
                or document.text_at(_with_tail(document, mark)) == ","
                or document.starting("place", _with_tail(document, mark), "weak", "based") is not None
            )
        )
    )


def _illustrates(document: Document, mark: Mark, start: int) -> bool:
    """After a colon, or "welcome": one kind of people among others."""
    last = document.clause(mark.first)[1]
    requests = document.marks("request", start, mark.first)
    colon = any(
        document.tokens[j].text == ":" for j in range(requests[-1].last if requests else mark.first, mark.first)
    )
    following = {t.fold for t in document.tokens[mark.last : min(last, mark.last + 8)]}
    return colon or bool(following & {"welcome", "bienvenidos", "bienvenus", "willkommen", "benvenuti", "welkom"})


def _subject(document: Document, mark: Mark, start: int) -> bool:
    """Whether the trait is what is asked for, and not what the content is about or for."""
    lead = document.tokens[mark.first - 1].fold if mark.first else ""
    return document.ending("request", mark.first) is not None or lead not in (
        "for",
        "about",
        "para",
        "sobre",
        "pour",
        "sur",
        "fur",
        "uber",
        "per",
        "help",
        "reach",
        "to",
        "helping",
        "su",
        "as",
        "young",
        "voor",
        "by",
        "an",
    )


def _of_others(document: Document, i: int) -> bool:
    start, end = document.sentence(i)
    return document.has("brand", max(start, i - 10), min(end, i + 6), "audience")


def _with_alternatives(document: Document, mark: Mark, last: int) -> int:
    """ "a disability or limb difference": one trait in two words."""
    if document.starting("range", last, "or"):
        other = document.starting("trait", last + 1, mark.value)
        return other.last if other else last
    return last


def _with_tail(document: Document, mark: Mark) -> int:
    """ "mothers of toddlers": the noun and what links to it."""
    link = document.starting("of", mark.last)
    if link is None or (
        document.starting("place", link.first)
        and document.tokens[link.first].fold not in ("of", "de", "von", "di", "d", "van")
    ):
        return mark.last
    end = min(document.clause(mark.first)[1], link.last + _TAIL)
    last = link.last
    while (
        last < end
        and document.tokens[last].kind == "word"
        and not any(
            document.starting(tag, last)
            for tag in ("place", "range", "speak", "exclude", "country", "platform", "follower")
        )
    ):
        last += 1
    return last if last > link.last else mark.last


def _must_own(document: Document) -> list[tuple[int, int]]:
    """ "must own a cat", "you must be vegan": what follows, to the end of the clause."""
    found = []
    for mark in document.marks("trait", 0, None, "owner"):
        start = document.sentence(mark.first)[0]
        if document.has("request", max(start, mark.first - 6), mark.first):
            found.append((mark.first, mark.last))
    for mark in document.marks("own", 0, None, "verb"):
        last = _phrase_end(document, mark.last)
        if last > mark.last and not wished(document, mark.first):
            found.append((mark.last - 1, last))
    return found


def _phrase_end(document: Document, i: int) -> int:
    """Where the words after "must own" end: the clause's end, or the first small word that goes on."""
    end = min(document.clause(i - 1)[1], i + _TAIL)
    while (
        i < end
        and document.tokens[i].kind == "word"
        and not any(
            document.starting(tag, i)
            for tag in ("place", "range", "only", "exclude", "follower", "engagement")
            if tag != "exclude" or document.starting("exclude", i, "stop")
        )
    ):
        i += 1
    return i
