"""Refusals that a form or a whole clause makes: "No: fur, hunting", "channels that promoted forex are out"."""

from collections.abc import Iterator

from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.wordsets import word_set

Span = tuple[int, int]

_LABEL_SIGNS = frozenset((":", "-", "–", "—", "=", ">", "→"))
_BULLETS = frozenset("-*•·–—▪✗❌🚫")
_SEPARATORS = frozenset((",", "/", "+", "&", ";", "·", "•"))
# From a "not" to the word that ties a person to what is refused, and from that word's object to its end.
_REACH = 9
_LONGEST_ITEM = 7
_MOST_ITEMS = 12
_MOST_TIES = 300
_LONGEST_ANSWERED = 20
_WINDOW = 60
_FILLERS = word_set("refusals_fillers")
_WE = word_set("places_we")
_WITH = frozenset(("with", "con", "com", "avec", "mit"))
_VERB_LAST = {"de", "nl"}
_RELATIVES = word_set("refusals_relatives")
_TAILS = word_set("refusals_tails")


def refusals(document: Document) -> Iterator[Span]:
    """Token spans of what is refused so, in no order; each is one item of a list."""
    for first, last in document.sentences:
        yield from _labelled(document, first, last)
        yield from _answered(document, first, last)
        yield from _asked_for(document, first, last)
        yield from _rivals(document, first, last)
    for tie in document.marks("refusal_tie", 0, None)[:_MOST_TIES]:
        yield from _tied(document, tie)


def _labelled(document: Document, first: int, last: int) -> Iterator[Span]:
    """ "Blacklist: fur, hunting", "No: armi", also with the list in bullets below."""
    label = document.starting("refusal_label", first) or (
        document.starting("refusal_label", first + 1) if document.text_at(first) in _BULLETS else None
    )
    sign = label.last if label and document.text_at(label.last) in (*_LABEL_SIGNS, "(") else None
    if sign is None:
        sign = _negative_label(document, first, last)
    if sign is None:
        return
    if sign < last and document.text_at(sign) == "(":
        sign = next((j + 1 for j in range(sign, min(last, sign + 8)) if document.text_at(j) == ")"), last)
    if sign >= last or document.text_at(sign) not in _LABEL_SIGNS or _touches(document, sign):
        return
    if document.has("platform", sign, last) and not document.has("topic", sign, last):
        return
    bulleted = document.text_at(sign + 1) in _BULLETS
    yield from items(document, sign + 1, last)
    while bulleted and last < len(document.tokens) and document.text_at(last) in _BULLETS:
        first, last = document.sentence(last)
        yield from items(document, first, last)


def _negative_label(document: Document, first: int, last: int) -> int | None:
    """The colon after a few words with a "not" among them ("Not to be booked:"), before nothing but a list."""
    colon = next((j for j in range(first, min(last, first + 6)) if document.text_at(j) == ":"), None)
    if colon is None or not document.has("refusal_not", first, colon):
        return None
    if document.has("exclude", first, colon, "nothing") or any(
        document.has(tag, first, colon) for tag in ("follower", "platform", "format")
    ):
        return None
    tags = ("number", "deadline", "request", "budget", "follower", "platform", "currency", "engagement", "deliverable")
    listed = all(document.clause(j)[1] - document.clause(j)[0] <= _LONGEST_ITEM for j in range(colon + 1, last))
    return colon if listed and not any(document.has(tag, colon, last) for tag in tags) else None


def _touches(document: Document, i: int) -> bool:
    """Whether a dash at token i is a hyphen between words."""
    return (
        document.text_at(i) == "-"
        and i + 1 < len(document.tokens)
        and document.tokens[i].end == document.tokens[i + 1].start
    )


def _answered(document: Document, first: int, last: int) -> Iterator[Span]:
    """ "Ozempic = no", "Gambling: nope"."""
    for i in range(first + 1, min(last - 1, first + _LONGEST_ANSWERED)):
        if _leads_to_answer(document, first, i) and document.starting("refusal_answer", i + 1):
            answer = document.starting("refusal_answer", i + 1)
            ends = answer is not None and (answer.last >= last or document.text_at(answer.last) in ".,;!|")
            if ends and not document.has("platform", first, i):
                yield from items(document, first, i)


def _leads_to_answer(document: Document, first: int, i: int) -> bool:
    sign = document.text_at(i)
    return sign in ("=", ":", "->", "→") or (sign == "," and document.has("topic", first, i) and i - first < 7)


def _asked_for(document: Document, first: int, last: int) -> Iterator[Span]:
    """ "Anything to avoid? Fur, hunting.": the answer to a question about what is refused."""
    if document.text_at(last - 1) != "?" or last >= len(document.tokens):
        return
    if not document.has("refusal_question", first, last):
        return
    start, end = document.sentence(last)
    if document.text_at(start + 1) == ":" and len(document.text_at(start)) == 1:
        start += 2  # "A: fur"
    if document.has("platform", start, end) or any(
        document.starting(tag, start) for tag in ("exclude", "refusal_not", "refusal_answer", "only")
    ):
        return  # "Not really, just be yourself."
    yield from items(document, start, end)


def _rivals(document: Document, first: int, last: int) -> Iterator[Span]:
    """ "Competitors (Huel, Yfood) are out", "nobody who works with rivals like Huel"."""
    refusing = any(document.has(tag, first, last) for tag in ("refusal_not", "refusal_verdict")) or document.has(
        "exclude", first, last, "after", "bare"
    )
    if not refusing:
        return
    if any(token.fold in _UNLIKE for token in document.tokens[first:last]):
        return
    for rival in document.marks("rival", first, last):
        example = document.starting("such_as", rival.last)
        if document.text_at(rival.last) == "(":
            closing = next((j for j in range(rival.last, last) if document.text_at(j) == ")"), last)
            yield from items(document, rival.last + 1, closing)
        elif example:
            yield from items(document, example.last, _object_end(document, example.last, last))


def _tied(document: Document, tie: Mark) -> Iterator[Span]:
    """ "You can't be signed to a rival": a "not" or a verdict, and what ties a person to the thing."""
    start, end = document.sentence(tie.first)
    start, end = max(start, tie.first - _WINDOW), min(end, tie.last + _WINDOW)
    if not (_negated(document, tie, start) or _judged(document, tie, start, end)):
        return
    if document.language_set(tie.first) & _VERB_LAST and _closes(document, tie, end):
        opening = _opening(document, tie, start)
        if opening is not None:
            earlier = [
                m.first for m in document.marks("refusal_tie", opening + 1, tie.first) if _closes(document, m, end)
            ]
            yield from items(document, opening, min([tie.first, *earlier]))
        return
    i = tie.last
    while i < end and _filler(document, i):
        further = document.starting("refusal_tie", i)
        i = further.last if further else i + 1
    stop = _object_end(document, i, end)
    yield from items(document, i, stop)


def _negated(document: Document, tie: Mark, start: int) -> bool:
    near = max(start, tie.first - _REACH)
    for mark in reversed(document.marks("refusal_not", near, tie.first)):
        if all(_filler(document, j) for j in range(mark.last, tie.first)):
            return not _of_brand(document, mark.first, tie)
    return False


def _of_brand(document: Document, i: int, tie: Mark) -> bool:
    """ "We have never sold sugar" tells of the brand; "we don't work with X" refuses."""
    lead = document.tokens[max(document.sentence(i)[0], i - 2) : i]
    return any(t.fold in _WE for t in lead) and document.tokens[tie.last - 1].fold not in _WITH


def _judged(document: Document, tie: Mark, start: int, end: int) -> bool:
    """A verdict in the sentence ("will not be considered") and a relative clause or an "if" around the tie."""
    until = min(end, tie.last + 30)
    if document.text_at(end - 1) == "?" and end < len(document.tokens):
        until = min(document.sentence(end)[1], end + 8)  # "Sponsored by a casino? Then it's not for us."
    if not document.has("refusal_verdict", max(start, tie.first - 24), until):
        return False
    if tie.first - start <= 1:
        return True
    near = range(max(start, tie.first - _REACH), tie.first)
    return any(document.tokens[j].fold in _RELATIVES for j in near)


def _filler(document: Document, i: int) -> bool:
    token = document.tokens[i]
    return (
        token.fold in _FILLERS
        or document.starting("refusal_tie", i) is not None
        or any(document.starting(tag, i) for tag in ("creator", "person"))
    ) and not document.starting("topic", i)


def _closes(document: Document, tie: Mark, end: int) -> bool:
    """A German verb at the end of its clause: what it is about stands before it."""
    i = tie.last
    while i < end and (document.tokens[i].fold in _TAILS or document.starting("refusal_tie", i)):
        i += 1
    return i >= end or document.tokens[i].kind == "sign" or document.starting("refusal_verdict", i) is not None


def _opening(document: Document, tie: Mark, start: int) -> int | None:
    """The token after the relative pronoun and its small words."""
    for j in range(tie.first - 1, max(start, tie.first - 14) - 1, -1):
        if document.tokens[j].fold in _RELATIVES or document.starting("refusal_not", j):
            j += 1
            while j < tie.first and _filler(document, j):
                j += 1
            return j if j < tie.first else None
    return None


def _object_end(document: Document, i: int, end: int) -> int:
    """The end of the clause, over the commas of a list that an "or" or "and" closes."""
    if i >= end:
        return i
    verdicts = document.marks("refusal_verdict", i, end)
    limit = min([end, *(mark.first for mark in verdicts)])
    stop = min(limit, document.clause(i)[1])
    while stop < limit and document.text_at(stop - 1) == ",":
        following = min(limit, document.clause(stop)[1])
        listed = any(_joins(document, j) for j in range(stop, following)) or document.text_at(following - 1) == ","
        if not listed or following - stop > _LONGEST_ITEM or _elsewhere(document, stop):
            break
        stop = following
    return stop


def _elsewhere(document: Document, i: int) -> bool:
    return any(document.starting(tag, i) for tag in ("request", "contrast", "platform", "budget", "only"))


def items(document: Document, first: int, last: int) -> Iterator[Span]:
    """The noun phrases of a list, without the small words around them."""
    start, found = first, 0
    for i in range(first, last + 1):
        if i < last and not (document.text_at(i) in _SEPARATORS or _joins(document, i)):
            continue
        span = _trimmed(document, start, i)
        start = i + 1
        if span is None:
            continue
        yield span
        found += 1
        if found == _MOST_ITEMS or (span[1] < i and i < last and not _only_closing(document, span[1], i)):
            return


def _joins(document: Document, i: int) -> bool:
    mark = document.starting("refusal_join", i)
    return mark is not None


def _only_closing(document: Document, first: int, last: int) -> bool:
    return all(document.starting("exclude", j, "head") or document.tokens[j].kind == "sign" for j in range(first, last))


def _trimmed(document: Document, first: int, last: int) -> Span | None:
    topics = document.marks("topic", first, last)
    while first < last and (
        document.tokens[first].kind == "sign"
        or (_small(document, first) and not any(t.first == first for t in topics))
        or (document.starting("exclude", first, "head") and first + 1 < last and _small(document, first + 1))
    ):
        first += 1
    tie = document.starting("refusal_tie", first) if first < last else None
    if tie and tie.last < last and not any(t.first == first for t in topics):
        first = tie.last
    end = first
    while end < last and end - first < _LONGEST_ITEM:
        token = document.tokens[end]
        if token.kind == "sign" and token.text not in "-'’.\"“”«»":
            break
        if end > first and token.fold in _ENDS_ITEM and not any(t.first <= end < t.last for t in topics):
            break
        end += 1
    while end > first + 1 and (
        document.tokens[end - 1].kind == "sign"
        or (document.starting("exclude", end - 1, "head") and not any(t.last == end for t in topics))
    ):
        end -= 1
    if end <= first or document.tokens[first].kind not in ("word", "number"):
        return None
    if end - first == 1 and (document.tokens[first].fold in _EMPTY or len(document.tokens[first].text) < 2):
        return None
    return first, end


def _small(document: Document, i: int) -> bool:
    return document.tokens[i].fold in _LEADS


_UNLIKE = word_set("refusals_unlike")
_LEADS = word_set("refusals_leads")
_ENDS_ITEM = word_set("refusals_ends_item")
_EMPTY = word_set("refusals_empty")
