"""What a creator must not do, be or promote."""

from collections.abc import Iterator

from service.briefing.context import Finding, Scene, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.refusals import refusals
from service.briefing.topics import topic_of
from service.briefing.wordsets import word_set

_LONGEST = 5
_MOST = 300  # refusals read of one text
_QUOTES = frozenset('"“”„«»')
_FRAME = 14
# Tokens of a list's last clause: with what follows the last item, and without.
_LONGEST_CLAUSE, _LONGEST_LIST = 12, 9
_ADVERBS = ("ly", "mente", "ment", "lich", "weise")


def read(scene: Scene) -> list[Finding]:
    found: dict[tuple[int, int], Finding] = {}
    stated = (
        (first, last, True)
        for first, last in refusals(scene.document)
        if _labelled(scene.document, first) or not wished(scene.document, first)
    )
    for first, last, sure in [*stated, *_said_after(scene.document), *_said_before(scene.document)]:
        if any(a < last and first < b for a, b in found) or _ties(scene.document, first, last, bool(found)):
            continue
        if last - first > 1 and scene.document.tokens[first].fold in _PREPOSITIONS:
            first += 1
        phrase = scene.document.words(first, last)
        topic = topic_of(scene.document, first, last)
        found[first, last] = Finding("excluded_topics", {"phrase": phrase, "topic": topic}, first, last, sure=sure)
    return list(found.values())


def _labelled(document: Document, i: int) -> bool:
    """ "Not required: meme pages" is no wish."""
    return document.starting("refusal_label", document.sentence(i)[0]) is not None


def _ties(document: Document, first: int, last: int, already: bool) -> bool:
    """ "Verträge" of "Verträge mit Mammut", "infrage" of "nicht infrage kommen": not what is refused."""
    verdicts = document.marks("refusal_verdict", max(0, first - 3), min(len(document.tokens), last + 3))
    if already and any(m.first < last and first < m.last for m in verdicts):
        return True
    tie = document.starting("refusal_tie", first)
    return already and tie is not None and last <= tie.last


def _said_after(document: Document) -> Iterator[tuple[int, int, bool]]:
    """ "Hangover jokes are not OK", "Alkohol ist tabu"."""
    for mark in document.marks("exclude", 0, None, "after"):
        start = document.clause(mark.first)[0]
        if (
            mark.first - start > 8
            or mark.first <= start
            or document.has("platform", start, mark.first)
            or document.text_at(start) == "X"
            or document.has("exclude", start, mark.first, "bare", "person")
            or _inverted(document, start, mark)
        ):
            continue
        if document.has("place", start, mark.first) and document.has("country", start, mark.first):
            continue
        topics = document.marks("topic", start, mark.first)
        if topics:
            for topic in topics:
                yield topic.first, topic.last, True
        elif (
            mark.first - start <= 3
            and all(document.tokens[j].kind == "word" for j in range(start, mark.first))
            and not _nothing(document, start)
        ):
            yield from ((a, b, False) for a, b in _phrases(document, start, mark.first))


def _inverted(document: Document, start: int, mark: Mark) -> bool:
    """ "Sont exclus les ...": the verdict leads and what it is about follows."""
    leading = document.starting("exclude", start, "bare")
    return leading is not None and leading.last >= mark.last


def _said_before(document: Document) -> Iterator[tuple[int, int, bool]]:
    reached = -1
    for mark in document.marks("exclude", 0, None, "bare", "person")[:_MOST]:
        if mark.first < reached:
            continue
        longest = max(
            (document.starting("exclude", mark.first, v) for v in ("bare", "person")), key=lambda m: m.last if m else 0
        )
        if mark is not longest and longest and longest.last > mark.last:
            continue
        if mark.value == "bare" and any(document.starting("exclude", mark.last + n, "person") for n in (0, 1)):
            continue
        if document.text_at(mark.last) == "-" or (
            mark.first
            and document.text_at(mark.first - 1) == "-"
            and document.tokens[mark.first - 1].end == document.tokens[mark.first].start
        ):
            continue
        if document.words_are(mark.last, ":") and document.tokens[mark.first].fold == "no":
            continue
        if document.words_are(mark.first, "keep") and not _kept_out(document, mark):
            continue
        if (
            document.tokens[mark.first].fold in _NEED_A_TOPIC
            and mark.last - mark.first == 1
            and not document.has("topic", mark.last, mark.last + 3)
            and not _short_and_first(document, mark)
        ):
            continue
        if document.tokens[mark.first].fold in _WITHOUT and mark.last - mark.first == 1 and not _leads(document, mark):
            continue
        if mark.value == "bare" and document.words_are(mark.first, "not") and not _pointed(document, mark):
            continue
        if document.marks("negation", mark.first, min(mark.first + 5, len(document.tokens)), "only") and _trap(
            document, mark
        ):
            continue
        person = mark.value == "person"
        span = _person_object(document, mark) if person else _bare_object(document, mark)
        if span is None or wished(document, mark.first):
            continue
        for first, last in _phrases(document, *span):
            if _acceptable(document, mark, first, last, person):
                reached = last
                yield first, last, person or bool(document.marks("topic", first, last))


def _kept_out(document: Document, mark: Mark) -> bool:
    """ "keep politics out of it"; what creators keep is a present."""
    end = document.clause(mark.first)[1]
    return any(token.fold in ("out", "off", "away") for token in document.tokens[mark.last : end])


_DEGREES = word_set("exclusions_degrees")
_PREPOSITIONS = frozenset(("fur", "mit", "para", "pour", "per", "por", "sobre", "sur"))
_NEED_A_TOPIC = frozenset(["nothing", "nichts", "rien", "nada", "nulla"])
_WITHOUT = frozenset(("without", "ohne", "sin", "sem", "sans", "senza", "zonder"))


def _leads(document: Document, mark: Mark) -> bool:
    """ "Sem política" opens its sentence or refuses a topic at the head of a clause; not "cerveza sin alcohol"."""
    start = document.sentence(mark.first)[0]
    clause = document.clause(mark.first)[0]
    if mark.first == start:
        return True
    leads = mark.first == clause or document.starting("range", mark.first - 1, "and") is not None
    return leads and document.has("topic", mark.last, mark.last + 4)


def _short_and_first(document: Document, mark: Mark) -> bool:
    """ "Nothing true crime": two or three words to the end of a clause that opens its sentence."""
    start, end = document.clause(mark.first)
    words = [t for t in document.tokens[mark.last : end] if t.kind == "word"]
    return (
        mark.first == document.sentence(mark.first)[0]
        and start == mark.first
        and 2 <= len(words) <= 3
        and not document.starting("exclude", mark.last, "nothing")
        and not any(document.has(tag, mark.last, end) for tag in ("max", "min", "request", "deadline", "number"))
        and words[0].fold not in _DEGREES
    )


def _pointed(document: Document, mark: Mark) -> bool:
    """Whether a lone "not" refuses something: a topic, words in quotes, a kind of account."""
    start, end = document.sentence(mark.first)
    if mark.last - mark.first > 1:
        return True
    quoted = document.text_at(mark.last) in ('"', "“", "„", "«")
    return (
        (quoted and mark.first == start)
        or document.starting("topic", mark.last) is not None
        or (mark.first == start and document.has("exclude", mark.last + 1, min(end, mark.last + 4), "head"))
    )


def _trap(document: Document, mark: Mark) -> bool:
    return any(trap.first == mark.first for trap in document.marks("negation", mark.first, mark.first + 6, "only"))


def _person_object(document: Document, mark: Mark) -> tuple[int, int] | None:
    """What "nobody who has promoted ..." is about; None where no promoting word follows."""
    end = _end(document, mark.last, 26)
    refusing = _refuses(document, mark)
    if not refusing:
        return None
    promote = None
    i = mark.last
    while i < min(end, mark.last + _FRAME):
        found = document.starting("exclude", i, "promote")
        if found:
            promote, i = found, found.last
        elif document.starting("exclude", i, "frame") or document.tokens[i].text in ",'’":
            i += 1
        else:
            break
    start = i
    final = [m for m in document.marks("exclude", start, end, "promote") if m.first > start]
    if promote is None and final and document.language_set(mark.first) & {"de", "nl"}:
        return start, final[-1].first
    if promote is None and not document.marks("topic", start, end):
        return None
    return (start, end) if start < end else None


def _refuses(document: Document, mark: Mark) -> bool:
    """ "anyone", "quienes", "chi" refuse only after a verb that does."""
    words = {t.fold for t in document.tokens[mark.first : mark.last]}
    if words & _REFUSING:
        return True
    start = max(document.sentence(mark.first)[0], mark.first - 6)
    if document.marks("exclude", start, mark.first, "bare") or document.marks("negation", start, mark.first, "not"):
        return True
    end = document.sentence(mark.first)[1]
    return document.has("exclude", mark.last, min(end, mark.last + 22), "after")


_REFUSING = word_set("exclusions_refusing")


def _bare_object(document: Document, mark: Mark) -> tuple[int, int] | None:
    end = _end(document, mark.last, 16)
    i = mark.last
    while (
        i < end
        and (document.starting("exclude", i, "frame") or document.tokens[i].text in ":'’\"“„«")
        and not document.starting("topic", i)
    ):
        i += 1
    promote = document.starting("exclude", i, "promote")
    head = None
    while i < end and (promote := document.starting("exclude", i, "promote")) and not document.starting("topic", i):
        i = promote.last
        while i < end and document.starting("exclude", i, "frame") and not document.starting("topic", i):
            i += 1
    while (
        i < end
        and (head := document.starting("exclude", i, "head"))
        and head.last < end
        and not document.starting("topic", i)
    ):
        nxt = head.last
        if not (
            document.starting("exclude", nxt, "frame")
            or document.starting("exclude", nxt, "promote")
            or document.tokens[nxt].fold in ("of", "about", "for", "with")
        ):
            break
        i = nxt
        while (
            i < end
            and (
                document.starting("exclude", i, "frame")
                or document.starting("exclude", i, "promote")
                or document.tokens[i].fold in ("of", "about", "for", "with")
            )
            and not document.starting("topic", i)
        ):
            i += 1
    return (i, end) if i < end else None


def _end(document: Document, i: int, reach: int) -> int:
    """Where the clause ends; a comma that goes on listing topics ("no alcohol, tobacco or betting") ends nothing."""
    if i >= len(document.tokens) or i == 0:
        return i
    if document.sentence(i) != document.sentence(i - 1):
        return i
    last = document.sentence(i)[1]
    if document.text_at(i) in _QUOTES and i + 1 < last:
        i += 1
    end = document.clause(i)[1]
    listing = document.text_at(i) == ":" or document.text_at(i - 1) == ":"
    while (
        end < min(last, i + 40)
        and document.text_at(end - 1) in (",", ":")
        and (
            document.starting("topic", end)
            or _names_go_on(document, end, last)
            or (listing and document.clause(end)[1] - end <= 5 and not _goes_elsewhere(document, end))
        )
    ):
        end = document.clause(end)[1]
    return end if listing or end > document.clause(i)[1] else min(end, i + reach)


def _names_go_on(document: Document, i: int, last: int) -> bool:
    """ "no Shein, Primark or Boohoo partnerships", "no dairy, palm oil or fur brands": the list's next clause."""
    end = min(document.clause(i)[1], last)
    if _goes_elsewhere(document, i) or end - i > _LONGEST_CLAUSE:
        return False
    names = i + 2 < end and document.tokens[i].text[:1].isupper() and document.tokens[i + 2].text[:1].isupper()
    if names and document.starting("refusal_join", i + 1) is not None:
        return True
    joins = [j for j in range(i, end) if _joint(document, j)]
    plain = all(document.tokens[j].kind == "word" or document.tokens[j].text in ".,-'’" for j in range(i, end))
    foreign = any(document.has(tag, i, end) for tag in (*_NEUTRAL_TAGS, "request", "creator", "brand", "wish"))
    foreign = foreign or (
        not document.language_set(i) & {"de"} and any(document.tokens[j].text[:1].isupper() for j in range(i, end))
    )
    stopped = any(document.starting("exclude", j, "stop") for j in range(i, end) if j not in joins)
    third = any(document.text_at(j) == "," for j in range(max(0, i - 6), i - 1))
    said = document.tokens[i].fold
    short = end - i <= 3 and end == last and third and not said.endswith(_ADVERBS) and not _nothing(document, i)
    return plain and not foreign and not stopped and (short or (bool(joins) and end - i <= _LONGEST_LIST))


def _goes_elsewhere(document: Document, i: int) -> bool:
    return any(document.starting(tag, i) for tag in ("request", "contrast", "platform", "budget", "creator", "only"))


def _phrases(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The noun phrases of a list joined by "or", "and" and the like, without the words around them."""
    start = first
    for i in range(first, last + 1):
        if i == last or _joint(document, i):
            phrase = _trim(document, start, i)
            if phrase:
                yield phrase
            start = i + 1
            if i < last and not _goes_on(document, i + 1, last):
                return
            if phrase and phrase[1] < i - 1 and not _only_heads(document, phrase[1], i):
                return


def _goes_on(document: Document, i: int, last: int) -> bool:
    return i < last and not any(document.starting(tag, i) for tag in ("request", "contrast", "platform"))


def _only_heads(document: Document, first: int, last: int) -> bool:
    return all(
        document.starting("exclude", j, "head") or document.starting("exclude", j, "stop") for j in range(first, last)
    )


def _joint(document: Document, i: int) -> bool:
    token = document.tokens[i]
    if token.text == "è":
        return False
    return (
        token.text in "/,&+"
        or document.starting("range", i, "or", "and") is not None
        or (
            document.starting("exclude", i, "bare") is not None
            and token.fold in ("nor", "ni", "nem", "ne", "noch", "no", "sin", "sem", "sans", "senza", "kein", "keine")
        )
    )


def _trim(document: Document, first: int, last: int) -> tuple[int, int] | None:
    while (
        first < last
        and (document.starting("exclude", first, "frame") or document.tokens[first].kind == "sign")
        and not document.starting("topic", first)
    ):
        first += 1
    topics = document.marks("topic", first, last)
    promote = document.starting("exclude", first, "promote") if first < last else None
    if promote and promote.last < last and not any(t.first == first for t in topics):
        first = promote.last
    while (
        first + 1 < last and document.starting("exclude", first, "head") and any(t.first == first + 1 for t in topics)
    ):
        first += 1
    end = first
    while end < last and end - first < _LONGEST:
        if end > first and (
            (document.tokens[end].kind == "sign" and document.tokens[end].text not in "-'’")
            or (document.starting("exclude", end, "stop") and not any(t.first <= end < t.last for t in topics))
        ):
            break
        if document.tokens[end].kind in ("link", "number") and end == first:
            break
        end += 1
    while (
        end > first + 1
        and (document.starting("exclude", end - 1, "head") or document.tokens[end - 1].kind == "sign")
        and not any(t.last >= end and t.first < end - 1 for t in topics)
    ):
        end -= 1
    if end <= first or document.tokens[first].kind == "sign":
        return None
    return first, end


def _nothing(document: Document, i: int) -> bool:
    return document.starting("exclude", i, "nothing") is not None or any(
        document.starting(tag, i)
        for tag in ("follower", "engagement", "budget", "deadline", "max", "min", "request", "creator", "only")
    )


_NEUTRAL_TAGS = (
    "platform",
    "platform_letter",
    "country",
    "region",
    "number",
    "currency",
    "month",
    "deliverable",
    "follower",
    "views",
    "speaking",
)


def _acceptable(document: Document, mark: Mark, first: int, last: int, person: bool) -> bool:
    if any(document.starting(tag, first) for tag in _NEUTRAL_TAGS) or document.tokens[first].kind != "word":
        return False
    if document.has("topic", first, last) and (person or _in_request(document, mark, strong=False)):
        return True
    if person:
        return not (last - first == 1 and document.starting("exclude", first, "nothing")) and last - first <= _LONGEST
    nothing = document.starting("exclude", first, "nothing")
    if _of_brands(document, first, last) and _in_request(document, mark, strong=False):
        return True
    if (
        (last - first == 1 and _nothing(document, first))
        or (nothing and (nothing.last >= last or nothing.last - nothing.first > 1 or mark.last - mark.first == 1))
        or document.starting("format", first)
        or document.starting("video", first)
        or document.starting("post", first)
    ):
        return False
    head_follows = document.starting("exclude", last, "head") is not None and last < document.sentence(mark.first)[1]
    if head_follows and _in_request(document, mark, strong=False):
        return True
    if document.tokens[first].fold.endswith("ing") and document.text_at(last) in ("that", "to"):
        return False
    said = document.words(mark.first, mark.last).casefold()
    if len(said) > 8 or mark.last - mark.first > 1:
        return _in_request(document, mark, strong=False) and last - first <= 4
    return last - first <= 3 and _in_request(document, mark, strong=True) and _closes(document, first, last)


def _of_brands(document: Document, first: int, last: int) -> bool:
    """ "plastic toy brands": two words or more of a kind of brand, whatever the first one means alone."""
    ends = document.starting("exclude", last, "head") is not None and last < document.sentence(first)[1]
    return ends and last - first > 1 and document.clause(first) == document.clause(last)


def _closes(document: Document, first: int, last: int) -> bool:
    """A bare "no shisha" is a phrase to the end of its clause."""
    end = document.clause(first)[1]
    return (
        last >= end
        or document.tokens[last].kind == "sign"
        or document.starting("range", last) is not None
        or document.starting("exclude", last, "bare") is not None
        or document.tokens[last].fold in ("please", "pls", "bitte", "por", "svp", "thanks", "per")
    )


def _in_request(document: Document, mark: Mark, strong: bool) -> bool:
    """Whether the "no" speaks to creators, not of the product: it opens its sentence or a list of noes, or stands
    in a sentence that asks for something."""
    start, end = document.sentence(mark.first)
    if mark.first - start <= 1 or document.has("addressed", start, end):
        return True
    clause_start = document.clause(mark.first)[0]
    if not strong and (
        document.has("request", start, end) or document.has("creator", start, end) or document.has("only", start, end)
    ):
        return True
    opener = (
        document.starting("exclude", start, "bare") or document.starting("exclude", start + 1, "bare")
        if start + 1 < len(document.tokens)
        else None
    )
    if opener:
        return True
    asks = ("request", "creator", "scope", "platform", "follower", "engagement", "budget")
    described = document.has("brand", start, mark.first, "self")
    if mark.first - clause_start <= 2 or not strong:
        return not described and any(document.has(tag, start, mark.first) for tag in asks)
    return False
