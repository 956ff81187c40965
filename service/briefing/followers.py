"""How many followers an account must and may have."""

from decimal import Decimal

from service.briefing.context import Finding, Scene, past, refused, wished
from service.briefing.document import Document
from service.briefing.numbers import Amount
from service.briefing.reading import Field
from service.briefing.wordsets import word_set

_FEWEST = 100
_BARE_FEWEST = 500
_NOUN_AFTER, _NOUN_BEFORE = 3, 7
# The tiers that briefs name, as bounds that both count.
_TIERS: dict[str, tuple[int | None, int | None]] = {
    "nano": (None, 10_000), "micro": (10_000, 100_000), "mid": (100_000, 500_000),
    "macro": (500_000, 1_000_000), "mega": (1_000_000, None),
}  # fmt: skip


def read(scene: Scene) -> list[Finding]:
    found: list[Finding] = []
    for amount in scene.free():
        if amount.currency or amount.percent or (amount.year and not _noun(scene.document, amount)):
            continue
        noun = _noun(scene.document, amount)
        if noun is None and not _bare(scene, amount, bool(found)):
            continue
        if amount.high < _FEWEST or (not noun and amount.high < _BARE_FEWEST):
            continue
        scene.claim(amount)
        if not _theirs(scene.document, amount, noun):
            continue
        found += _bounds(scene.document, amount, noun)
    return found or _tiers(scene.document)


def _noun(document: Document, amount: Amount) -> tuple[int, int] | None:
    start, end = document.sentence(amount.first)
    for mark in document.marks("follower", amount.last, min(end, amount.last + _NOUN_AFTER + 3)):
        between = range(amount.last, mark.first)
        if mark.first - amount.last <= _NOUN_AFTER and all(
            document.tokens[j].kind == "word" or document.tokens[j].text in "-+()" for j in between
        ):
            return min(amount.first, mark.first), mark.last
        if _bound_between(document, amount.last, mark.first):
            return amount.first, mark.last
        break
    for mark in reversed(document.marks("follower", max(start, amount.first - _NOUN_BEFORE), amount.first)):
        if all(_joins(document, j) for j in range(mark.last, amount.first)):
            return mark.first, amount.last
    return None


def _bound_between(document: Document, first: int, last: int) -> bool:
    """ "5k or more followers"."""
    mark = document.starting("min", first, "after") or document.starting("max", first, "after")
    return mark is not None and last - mark.last <= 1


def _joins(document: Document, i: int) -> bool:
    token = document.tokens[i]
    if token.kind == "sign":
        return token.text in ":-–—(=><≥≤~/,"
    for tag in ("max", "min", "range", "about", "platform", "only"):
        if any(mark.first <= i < mark.last for mark in document.marks(tag, max(0, i - 4), i + 5)):
            return True
    return token.fold in _FILLERS


_FILLERS = word_set("followers_fillers")


def _bare(scene: Scene, amount: Amount, already: bool) -> bool:
    """A number without a noun that can only be followers: "15k to 75k", "nobody above 200k"."""
    document = scene.document
    if amount.year or not (amount.scaled or amount.high >= 1000) or amount.high > 50_000_000:
        return False
    if _followed_by_noun(document, amount):
        return False
    bounded = amount.low is not None or amount.plus or _max(document, amount) or _min(document, amount)
    if not bounded:
        return False
    start, end = document.sentence(amount.first)
    if amount.low is None and not amount.scaled and not already:
        # "up to 5,000" says too little unless people are meant.
        return (
            document.has("creator", start, end)
            or document.has("person", max(start, amount.first - 6), amount.first)
            or document.has("follower", amount.last, min(end, amount.last + 8))
        )
    if document.has("brand", max(start, amount.first - 8), amount.first) and not document.has(
        "request", start, amount.first
    ):
        return False
    near = (max(start, amount.first - 5), min(end, amount.last + 2))
    return not any(document.has(tag, *near) for tag in ("views", "product", "budget"))


def _followed_by_noun(document: Document, amount: Amount) -> bool:
    """Whether a word that is no cue comes next ("40,000 sold", "4,000 gyms")."""
    i = amount.last
    if i >= len(document.tokens) or document.sentence(i) != document.sentence(amount.first):
        return False
    token = document.tokens[i]
    if token.kind != "word":
        return token.kind == "number" or token.text in "°/"
    if document.starting("platform", i + 1):
        return False
    if any(
        document.starting(tag, i)
        for tag in (
            "max",
            "min",
            "place",
            "platform",
            "range",
            "only",
            "request",
            "engagement",
            "contrast",
            "country",
            "speaking",
            "creator",
            "person",
            "follower",
        )
    ):
        return bool(document.starting("person", i) and not document.starting("creator", i)) and not document.starting(
            "max", i
        )
    return token.fold not in (
        "with",
        "who",
        "please",
        "pls",
        "on",
        "is",
        "only",
        "mit",
        "con",
        "com",
        "avec",
        "que",
        "qui",
        "but",
        "though",
        "because",
        "since",
        "perche",
        "porque",
        "car",
        "weil",
        "each",
        "for",
        "so",
        "bitte",
        "por",
        "svp",
        "ok",
        "w",
    )


def _theirs(document: Document, amount: Amount, noun: tuple[int, int] | None) -> bool:
    """Not the brand's own followers, and no mere wish."""
    if wished(document, amount.first):
        return False
    if past(document, amount.first) and not document.has("request", *document.clause(amount.first)):
        return False
    start = max(document.sentence(amount.first)[0], amount.first - 4)
    own = {"our", "my", "nuestros", "nuestras", "nossos", "nos", "unsere", "unseren", "nostri", "onze"}
    return not any(token.fold in own for token in document.tokens[start : amount.first])


def _max(document: Document, amount: Amount) -> bool:
    return _cue(document, amount, "max")


def _min(document: Document, amount: Amount) -> bool:
    return amount.plus or _cue(document, amount, "min")


def _cue(document: Document, amount: Amount, tag: str) -> bool:
    return _before(document, amount, tag) > 0 or _after(document, amount, tag)


def _before(document: Document, amount: Amount, tag: str) -> int:
    """Length of the cue that leads to the amount, over small words; 0 if there is none."""
    i = amount.first
    start = document.sentence(i)[0]
    for _ in range(4):
        mark = document.ending(tag, i, "before")
        if mark:
            return mark.last - mark.first
        if i <= start or not (
            document.tokens[i - 1].text in ":(."
            or document.ending("about", i)
            or document.ending("follower", i)
            or document.tokens[i - 1].fold
            in ("of", "de", "is", "i", "los", "les", "a", "von", "the", "following", "be", "s", "with", "have")
        ):
            return 0
        i -= 1
    return 0


def _after(document: Document, amount: Amount, tag: str) -> bool:
    mark = document.starting(tag, amount.last, "after")
    if mark is None:
        noun = document.starting("follower", amount.last)
        mark = document.starting(tag, noun.last, "after") if noun else None
        if mark is None and noun and document.text_at(noun.last) in ("(", ","):
            mark = document.starting(tag, noun.last + 1, "after")
    return mark is not None


def _bounds(document: Document, amount: Amount, noun: tuple[int, int] | None) -> list[Finding]:
    first, last = noun or (amount.first, amount.last)
    first, last = min(first, amount.first), max(last, amount.last)
    if amount.low is not None:
        lower = Finding("followers.min", _whole(amount.low), first, last, sure=True)
        return [lower, Finding("followers.max", _whole(amount.high), first, last, sure=True)]
    below, above = _before(document, amount, "max"), _before(document, amount, "min")
    ceiling = below > above if below or above else _after(document, amount, "max")
    floor = above > below if below or above else _min(document, amount)
    if not ceiling and not floor:
        return _plain(document, amount, first, last)
    start = _cue_start(document, amount, first)
    field: Field = "followers.max" if ceiling else "followers.min"
    return [Finding(field, _whole(amount.high), start, max(last, _cue_end(document, amount)), sure=True)]


def _plain(document: Document, amount: Amount, first: int, last: int) -> list[Finding]:
    """ "creators with 10k followers": at least so many."""
    if document.ending("about", amount.first):
        return []
    lead = document.tokens[amount.first - 1].fold if amount.first else ""
    asked = document.has("request", *document.sentence(amount.first)) or document.has(
        "creator", *document.sentence(amount.first)
    )
    if lead in ("with", "w", "have", "has", "mit", "con", "com", "avec", "tengan", "tenham", "/", "met") and asked:
        return [Finding("followers.min", _whole(amount.high), first, last, sure=False)]
    return []


def _cue_start(document: Document, amount: Amount, first: int) -> int:
    marks = [document.ending(tag, amount.first, "before") for tag in ("max", "min")]
    return min([first, *(mark.first for mark in marks if mark)])


def _cue_end(document: Document, amount: Amount) -> int:
    marks = [document.starting(tag, amount.last, "after") for tag in ("max", "min")]
    return max([amount.last, *(mark.last for mark in marks if mark)])


def _whole(value: Decimal) -> int:
    return int(value)


def _tiers(document: Document) -> list[Finding]:
    """Bounds from tier words, where the text gives no numbers."""
    marks = [mark for mark in document.marks("tier") if _meant(document, mark.first, mark.last)]
    if not marks:
        return []
    lows = [_TIERS[mark.value][0] for mark in marks]
    highs = [_TIERS[mark.value][1] for mark in marks]
    found = []
    if None not in lows:
        low = min(marks, key=lambda m: _TIERS[m.value][0] or 0)
        found.append(Finding("followers.min", _TIERS[low.value][0], low.first, low.last, sure=True))
    if None not in highs:
        high = max(marks, key=lambda m: _TIERS[m.value][1] or 0)
        found.append(Finding("followers.max", _TIERS[high.value][1], high.first, high.last, sure=True))
    return found


def _meant(document: Document, first: int, last: int) -> bool:
    if refused(document, first, ("tier",)) or wished(document, first) or past(document, first):
        return False
    start, end = document.sentence(first)
    self_described = {"im", "i", "soy", "sou", "je", "ich", "sono"} & {t.fold for t in document.tokens[start:first]}
    if self_described:
        return False
    if len(document.tokens[first].fold) > 6 or last - first > 1:
        plural = document.tokens[last - 1].fold.endswith("s")
        return plural or any(document.has(tag, start, end) for tag in ("request", "only", "scope", "budget", "number"))
    near = any(document.has(tag, last, min(end, last + 5)) for tag in ("creator", "tier", "only", "person"))
    return near or fragment_of_tiers(document, first)


def fragment_of_tiers(document: Document, i: int) -> bool:
    start, end = document.clause(i)
    return end - start <= 6 and document.has("only", start, end)
