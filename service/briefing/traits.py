"""What a person must be: a mother, a student, over thirty."""

from service.briefing.agents import is_agent
from service.briefing.context import Finding, Scene, past, refused, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.topics import topic_of

_AGES = (13, 90)
_TAIL = 4
_CLAUSE = 14
# What follows "must be" and says nothing about the person.
_OF_ACCOUNT = ("max", "min", "number", "follower", "place", "age", "creator", "platform", "speak", "request",
               "deadline", "country", "language", "demonym", "publishing", "engagement", "only")  # fmt: skip
_ALTERNATIVES = 4
_LEADING = frozenset(("wir", "de", "some", "a", "few", "couple", "of", "unos", "unas", "umas", "uns", "des", "dei"))
_WHO = frozenset(("who", "that", "die", "der", "que", "qui", "che", "q"))
_LEGAL_AGES = (18, 21, 25)
_ADULT, _RANGE_OF_AGES = 16, 3
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
                and not past(document, amount.first)
                and not _for_people(document, span[0])
                and not wished(document, amount.first)
            ):
                found.append(_finding(document, *span))
    return found


def _age(document: Document, amount: Amount) -> tuple[int, int] | None:
    if amount.currency or amount.percent or amount.scaled or not _AGES[0] <= amount.high <= _AGES[1]:
        return None
    labelled = _age_label(document, amount)
    if labelled is not None:
        after = document.starting("age", amount.last, "after")
        return labelled, after.last if after else amount.last
    if _lone_range(document, amount):
        return amount.first, amount.last
    if document.text_at(amount.first - 1) == "-" and document.text_at(amount.last) == "s" and amount.first > 1:
        group = document.ending("age", amount.first - 1, "over", "under")
        if group:  # "over-55s"
            return group.first, amount.last + 1
    before = document.ending("age", amount.first, "younger") or document.ending(
        "age", amount.first, "aged", "over", "under"
    )
    aged = document.ending("age", amount.first, "aged")
    after = document.starting("age", amount.last, "after")
    if amount.plus and not _counts_something(document, amount) and (_people(document, amount) or aged):
        return (before or amount).first, amount.last
    if after and amount.first == document.clause(amount.first)[0] and _says_older(document, after):
        return amount.first, after.last
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


def _says_older(document: Document, after: Mark) -> bool:
    """ "25 or older": of nothing but people."""
    words = [token.fold for token in document.tokens[after.first : after.last]]
    return len(words) > 1 and words[-1] in ("older", "alter", "elder")


def _age_label(document: Document, amount: Amount) -> int | None:
    """ "Age: 24+", "Età minima: 25 anni": the token where the label of the line starts."""
    start = document.sentence(amount.first)[0]
    for first in (start, start + 1, document.clause(amount.first)[0]):
        label = document.starting("age_label", first, "label")
        if label and 0 < amount.first - label.last <= 2 and document.text_at(label.last) in ":-–—=":
            return label.last + 1
        over = document.ending("age", amount.first, "over")
        if label and over and over.first == label.last:
            return over.first  # "Alter ab 40"
    return None


def _lone_range(document: Document, amount: Amount) -> bool:
    """ "wheelchair users, 18–35, Leeds", "18+.": a clause that holds nothing but ages a person can have."""
    first, last = document.clause(amount.first)
    alone = amount.first - first <= 1 and last - amount.last <= 1 and document.tokens[first].kind != "word"
    alone = alone or (amount.first == first and last - amount.last <= 1)
    if not alone:
        return False
    if amount.plus and amount.high in _LEGAL_AGES and amount.last - amount.first <= 3:
        return True
    start = document.sentence(amount.first)[0]
    return (
        amount.low is not None
        and amount.low >= _ADULT
        and amount.high - amount.low >= _RANGE_OF_AGES
        and (document.has("trait", start, amount.first) or document.has("person", start, amount.first))
    )


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
    told: set[tuple[tuple[int, int], str]] = set()  # one trait of a kind in a sentence
    for mark in document.marks("trait"):
        place = (document.sentence(mark.first), mark.value)
        if mark.first < reached or place in told or not _required(document, mark):
            continue
        told.add(place)
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
        or (mark.first > 1 and document.tokens[mark.first - 1].kind == "sign" and refused(document, mark.first - 1))
        or wished(document, mark.first)
        or (past(document, mark.first) and not document.has("request", *document.clause(mark.first), "ask"))
        or _of_others(document, mark.first)
    ):
        return False
    start, end = document.sentence(mark.first)
    asks = document.marks("request", max(start, mark.first - 28), mark.first)
    left = (asks[-1].first if asks else max(start, mark.first - 28), mark.first)
    if (document.text_at(mark.last) in ("'", "’") and document.text_at(mark.last - 1).endswith("s")) or _illustrates(
        document, mark, start
    ):
        return False
    if document.has("refusal_verdict", mark.last, min(end, mark.last + 8)):
        return False
    if mark.value == "gender" and _both_genders(document, mark):
        return False
    if mark.value in _BESIDE and _beside_creators(document, mark):
        return True
    if (
        _listed_alone(document, mark, start, end)
        or _fragment(document, mark, start, end)
        or _form_field(document, mark, start)
    ):
        return True
    if mark.value in ("origin", "body"):
        return document.ending("request", mark.first) is not None
    if mark.value == "gender":
        return _directly_asked(document, mark, start)
    if _wanted_after(document, mark, end):
        return True
    if (
        document.has("request", *left)
        and not document.has("brand", *left, "self")
        and not document.has("negation", *left, "not")
    ):
        return _subject(document, mark)
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
        or (number and mark.first - max(start, document.clause(mark.first)[0]) <= 3)
        or (
            mark.first == start
            and (
                document.has("only", mark.last, min(end, mark.last + 3))
                or document.text_at(_with_tail(document, mark)) == ","
                or (
                    document.text_at(mark.last) in ("with", "mit", "con", "com", "avec")
                    and document.has("follower", mark.last, min(end, mark.last + 7))
                )
                or document.starting("place", _with_tail(document, mark), "weak", "based") is not None
            )
        )
    )


# Traits that are said as adjectives beside the noun for creators.
_BESIDE = ("origin", "body", "skill", "gender", "female", "condition", "nurse", "parent", "owner")
_FRAGMENT = 11


def _both_genders(document: Document, mark: Mark) -> bool:
    """ "Dudes or girls", "mujeres y hombres": everybody, so nothing is required."""
    near = (max(0, mark.first - 4), mark.last + 4)
    return any(
        other.first != mark.first and _gender(document, other) != _gender(document, mark)
        for other in document.marks("trait", *near, "gender")
    )


def _gender(document: Document, mark: Mark) -> bool:
    return document.starting("male", mark.first) is not None


def _beside_creators(document: Document, mark: Mark) -> bool:
    """ "Latina creators", "criadoras negras", "plus size models"."""
    if any(document.starting(tag, mark.last) for tag in ("creator", "person")) or document.ending(
        "creator", mark.first
    ):
        return True
    return document.text_at(mark.last) in ("/", "-") and document.starting("creator", mark.last + 1) is not None


def _fragment(document: Document, mark: Mark, start: int, end: int) -> bool:
    """ "Women.", "Dentisti o igienisti, Italia.": a short sentence that opens with who is meant."""
    if mark.first - start > 2 or not all(_of_fragment(document, j) for j in range(start, mark.first)):
        return False
    last = document.clause(mark.first)[1]
    ends = end if end - start <= _FRAGMENT else last
    if ends - mark.first > _FRAGMENT or not document.text[: document.tokens[mark.first].start].strip():
        return False
    return all(_of_fragment(document, j) for j in range(mark.last, ends))


def _listed_alone(document: Document, mark: Mark, start: int, end: int) -> bool:
    """ "weiblich, 45+, Wien, 5k bis 30k": a clause of its own among other constraints."""
    first, last = document.clause(mark.first)
    alone = mark.first - first <= 1 and last - mark.last <= 1 and document.tokens[last - 1].text in ",;"
    first_is_sign = mark.first == first or document.tokens[first].kind == "sign"
    others = any(document.has(tag, start, end) for tag in ("follower", "engagement", "platform", "age"))
    return alone and first_is_sign and others and mark.value in _BESIDE and not document.has("brand", start, mark.first)


def _of_fragment(document: Document, i: int) -> bool:
    token = document.tokens[i]
    return (
        token.kind != "word"
        or token.fold in _WITH
        or any(
            mark.first <= i < mark.last
            for tag in ("trait", "range", "only", "place", "country", "age", "exclude", "demonym", "number")
            for mark in document.marks(tag, max(0, i - 3), i + 4)
        )
    )


_WITH = frozenset(("w", "with", "con", "com", "mit", "avec", "who", "k"))


def _form_field(document: Document, mark: Mark, start: int) -> bool:
    """ "Profile: nurses", "Gender – female"."""
    label = document.starting("trait_label", start, "label") or document.starting("trait_label", start + 1, "label")
    return label is not None and mark.first - label.last <= 6 and document.text_at(label.last) in ":-–—="


def _directly_asked(document: Document, mark: Mark, start: int) -> bool:
    return document.has("request", max(start, mark.first - 4), mark.first) and not document.has(
        "exclude", max(start, mark.first - 4), mark.first, "bare"
    )


def _wanted_after(document: Document, mark: Mark, end: int) -> bool:
    """ "Tierärzte gesucht", "nurses wanted"."""
    return document.has("request", mark.last, min(end, mark.last + 4), "ask") and not document.has(
        "creator", mark.last, min(end, mark.last + 4)
    )


def _illustrates(document: Document, mark: Mark, start: int) -> bool:
    """After a colon, or "welcome": one kind of people among others."""
    last = document.clause(mark.first)[1]
    requests = document.marks("request", start, mark.first)
    # "Who we want: nurses" names them, "we want creators of all kinds: nurses, pilots" illustrates.
    after = requests[-1].last + 1 if requests else mark.first
    colon = any(document.tokens[j].text == ":" for j in range(after, mark.first))
    following = {t.fold for t in document.tokens[mark.last : min(last, mark.last + 8)]}
    return colon or bool(following & {"welcome", "bienvenidos", "bienvenus", "willkommen", "benvenuti", "welkom"})


def _subject(document: Document, mark: Mark) -> bool:
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
    asked = document.marks("request", max(start, i - 10), i)
    return document.has("brand", asked[-1].last if asked else max(start, i - 10), min(end, i + 6), "audience")


def _with_alternatives(document: Document, mark: Mark, last: int) -> int:
    """ "a disability or limb difference": one trait in two words."""
    for _ in range(_ALTERNATIVES):
        adjacent = document.starting("trait", last)
        if adjacent:
            last = adjacent.last
            continue
        joint = document.starting("range", last, "or") or document.starting("range", last, "and")
        if joint is None:
            return last
        values = () if joint.value == "or" else (mark.value,)
        other = document.starting("trait", last + 1, *values)
        if other is None:
            return last
        last = other.last
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
        of_account = any(document.starting(tag, mark.last) for tag in _OF_ACCOUNT)
        if last > mark.last and not of_account and not wished(document, mark.first):
            found.append((mark.last - 1, last))
    for mark in document.marks("own", 0, None, "third"):
        first, last = document.sentence(mark.first)
        first = max(first, document.clause(mark.first)[0])
        if (
            mark.first - first <= 1
            and document.clause(mark.first)[1] - mark.last <= _TAIL + 2
            and not document.starting("creator", mark.last)
        ):
            found.append((mark.first, _phrase_end(document, mark.last)))
    found += _only_who(document)
    found += _form_people(document) + _asked_people(document)
    return found


def _form_people(document: Document) -> list[tuple[int, int]]:
    """ "Perfil: baristas do Recife": the noun after the label, if it is no word for creators."""
    found = []
    for first, last in document.sentences:
        label = document.starting("trait_label", first, "label") or document.starting("trait_label", first + 1, "label")
        if label is None or label.last + 1 >= last or document.text_at(label.last) not in ":-–—":
            continue
        i = label.last + 1
        while i < last and (document.tokens[i].kind == "number" or document.starting("number", i)):
            i += 1
        if i < last and is_agent(document, i) and not any(document.starting(tag, i) for tag in ("creator", "platform")):
            found.append((i, i + 1))
    return found


def _asked_people(document: Document) -> list[tuple[int, int]]:
    """ "suchen wir Baristas": the noun right after the request, if it is no word for creators."""
    found = []
    for ask in document.marks("request", 0, None, "ask"):
        i, end = ask.last, min(document.sentence(ask.first)[1], ask.last + 4)
        while i < end and (
            document.tokens[i].kind == "number" or document.starting("number", i) or document.tokens[i].fold in _LEADING
        ):
            i += 1
        known = ("creator", "person", "platform", "topic", "demonym", "tier", "city", "follower")
        following = i + 1 < document.sentence(ask.first)[1] and document.starting("creator", i + 1)
        if i >= end or following or not is_agent(document, i) or wished(document, i):
            continue
        if not any(document.starting(tag, i) for tag in known):
            found.append((i, i + 1))
    return found


def _only_who(document: Document) -> list[tuple[int, int]]:
    """ "Only people who have walked the whole trail": the clause after the relative pronoun."""
    found = []
    for only in document.marks("only_people"):
        i = only.last
        end = document.sentence(only.first)[1]
        while i < min(end, only.last + 6) and document.tokens[i].fold not in _WHO:
            i += 1
        if i >= min(end, only.last + 6) or wished(document, only.first):
            continue
        last = document.clause(i + 1)[1] if i + 1 < end else i
        last = min(last, i + _CLAUSE)
        while last > i + 1 and document.tokens[last - 1].kind == "sign":
            last -= 1
        somewhere = any(document.has(tag, i + 1, last) for tag in ("place", "platform", "follower", "speak"))
        if last - i > 2 and not somewhere:
            found.append((i + 1, last))
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
