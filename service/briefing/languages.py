"""Languages that creators must or may create in."""

from service.briefing.context import Finding, Scene, refused, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.wordsets import word_set

_REACH = 5
_CAPITALS = {"en", "de", "nl"}  # there names of languages have one


def read(scene: Scene) -> list[Finding]:
    document = scene.document
    found: dict[str, Finding] = {}
    for mark in sorted(
        [*document.marks("speaking"), *document.marks("language"), *document.marks("lingo")], key=lambda m: m.first
    ):
        if mark.value == "gsw":
            mark = Mark(mark.tag, "de", mark.first, mark.last)
        if mark.value in found or wished(document, mark.first) or refused(document, mark.first, ("speak",)):
            continue
        if mark.tag == "speaking" or _spoken(document, mark):
            if document.starting("brand", mark.last, "audience") or _other(document, mark):
                continue
            found[mark.value] = Finding("languages", mark.value, mark.first, mark.last)
    return list(found.values())


def _spoken(document: Document, mark: Mark) -> bool:
    if _followed(document, mark.last) or _led(document, mark) or _alone(document, mark):
        return True
    # "English or French": what holds of a neighbour in the list holds of this one.
    return any(_followed(document, other.last) or _led(document, other) for other in _neighbours(document, mark))


def _followed(document: Document, i: int) -> bool:
    """ "-speaking", "streams", "content"."""
    j = i + 1 if document.text_at(i) == "-" else i
    after = document.starting("speak", j, "after")
    return after is not None and document.sentence(i - 1)[1] > j


def _led(document: Document, mark: Mark) -> bool:
    """ "must speak", "in" with something made before it."""
    i = mark.first
    start = document.sentence(i)[0]
    while i > start and (
        document.tokens[i - 1].text in ":("
        or document.tokens[i - 1].fold
        in (
            "fluent",
            "the",
            "la",
            "le",
            "el",
            "o",
            "either",
            "l",
            "'",
            "good",
            "native",
            "both",
            "het",
            "lo",
            "il",
            "perfect",
            "clear",
            "natural",
            "be",
            "gutes",
            "fliessend",
        )
    ):
        i -= 1
    lead = document.ending("speak", i, "before")
    if lead is None:
        return False
    if lead.last - lead.first == 1 and document.tokens[lead.first].fold in ("in", "en", "em", "auf"):
        return _made(document, lead.first, mark.last)
    return True


def _made(document: Document, first: int, last: int) -> bool:
    """ "in German" counts where content or creators are spoken of, in the sentence or as a clause of its own."""
    start, end = document.sentence(first)
    start, end = max(start, first - 14), min(end, last + 8)
    tags = ("creator", "request", "video", "post", "deliverable", "format", "speak", "only", "exclude", "person")
    near = any(document.has(tag, start, first) for tag in tags) or any(
        document.has(tag, last, end) for tag in ("only", "creator", "video")
    )
    clause = document.clause(first)
    return near or clause[1] - clause[0] <= 4 or _content(document, start, end)


def _content(document: Document, start: int, end: int) -> bool:
    words = {
        "content",
        "contenido",
        "conteudo",
        "contenu",
        "contenus",
        "inhalte",
        "contenuti",
        "contenuto",
        "voiceover",
        "captions",
        "audio",
        "caption",
        "contenidos",
        "conteudos",
    }
    return any(token.fold in words for token in document.tokens[start:end])


def _alone(document: Document, mark: Mark) -> bool:
    """A clause that only names languages ("Spanish or Catalan", "Hindi or Kannada fine")."""
    start, end = document.clause(mark.first)
    if end - start > 9:
        return False
    i, languages = start, 0
    while i < end:
        named = document.starting("language", i) or document.starting("lingo", i)
        if named:
            languages, i = languages + 1, named.last
        elif document.tokens[i].kind == "sign" or document.tokens[i].fold in _SMALL or document.starting("only", i):
            i += 1
        else:
            return False
    named_so = (
        document.tokens[mark.first].text[:1].isupper()
        or document.lower_case
        or not document.language_set(mark.first) & _CAPITALS
    )
    return languages > 0 and named_so


_SMALL = word_set("languages_small")


def _neighbours(document: Document, mark: Mark) -> list[Mark]:
    start, end = document.sentence(mark.first)
    window = (max(start, mark.first - _REACH), min(end, mark.last + _REACH))
    near = [*document.marks("language", *window), *document.marks("lingo", *window)]
    return [
        other
        for other in near
        if other.first != mark.first and _joined(document, *sorted((mark, other), key=lambda m: m.first))
    ]


def _joined(document: Document, a: Mark, b: Mark) -> bool:
    return all(
        document.tokens[j].text in "-/+&,("
        or document.starting("range", j)
        or document.starting("language", j)
        or document.starting("lingo", j)
        or document.tokens[j].fold in ("or", "and", "y", "o", "e", "ou", "et", "und", "oder", "of", "en", "in")
        for j in range(a.last, b.first)
    )


def _other(document: Document, mark: Mark) -> bool:
    start, end = document.sentence(mark.first)
    return document.has("speak", max(start, mark.first - 8), min(end, mark.last + 3), "other")
