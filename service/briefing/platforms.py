"""Platforms that are wanted, and those that are ruled out."""

from service.briefing.context import Finding, Scene, fragment, past, refused, wished
from service.briefing.deliverables import kind_of
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.wordsets import word_set

_FORMAT_PLATFORM = {
    "ig_post": "instagram", "ig_carousel": "instagram", "ig_reel": "instagram", "ig_story": "instagram",
    "ig_live": "instagram", "tt_video": "tiktok", "tt_live": "tiktok", "yt_short": "youtube",
    "twitch_stream": "twitch", "podcast_read": "podcast", "blog_post": "blog", "snap_story": "snapchat",
}  # fmt: skip
_NOES = frozenset(("no", "nein", "non", "nao", "nee", "not", "nicht"))
# Nouns after which "no TikTok" refuses the platform and not only something on it.
_ABOUT_PLATFORM = word_set("platforms_about_platform")


def read(scene: Scene) -> list[Finding]:
    """One finding a platform, wanted or excluded; the first clear statement counts."""
    document = scene.document
    wanted: dict[str, Finding] = {}
    excluded: dict[str, Finding] = {}
    for mark in _mentions(document):
        platform = mark.value
        if _excluded(document, mark):
            if not _narrower(document, mark):
                excluded.setdefault(platform, Finding("excluded_platforms", platform, mark.first, mark.last))
        elif _wanted(document, mark):
            wanted.setdefault(platform, Finding("platforms", platform, mark.first, mark.last))
    return [*wanted.values(), *excluded.values()]


def _mentions(document: Document) -> list[Mark]:
    named = list(document.marks("platform"))
    named += [
        m
        for m in document.marks("platform_letter")
        if document.tokens[m.first].text == "X" and _letter_is_platform(document, m)
    ]
    covered = {i for mark in named for i in range(mark.first, mark.last)}
    for tag in ("deliverable", "format"):
        for mark in document.marks(tag):
            kind = kind_of(document, mark)
            if (
                kind in _FORMAT_PLATFORM
                and not covered & set(range(mark.first, mark.last))
                and _is_format(document, mark)
            ):
                named.append(Mark("format", _FORMAT_PLATFORM[kind], mark.first, mark.last))
    return sorted(named, key=lambda mark: mark.first)


def _letter_is_platform(document: Document, mark: Mark) -> bool:
    """ "X" after "on", in a list of platforms, or alone; not "X marks the spot" or "5 X"."""
    i = mark.first
    before = document.tokens[i - 1] if i else None
    if before and (
        before.kind == "number"
        or before.text in "'’"
        or (before.end == document.tokens[i].start and before.kind == "word")
    ):
        return False
    if i + 1 < len(document.tokens) and document.tokens[i + 1].kind == "number":
        return False
    if document.starting("exclude", i + 1, "after"):
        return True
    if before and before.fold in ("on", "en", "auf", "sur", "su", "no", "op"):
        return True
    return fragment(document, i, "platform", "platform_letter", "negation", "exclude") or document.has(
        "platform", max(0, i - 3), i + 4
    )


def _is_format(document: Document, mark: Mark) -> bool:
    """Whether a format is asked for: counted, priced, or named as the thing to make."""
    start, end = document.clause(mark.first)
    if document.tokens[mark.first].fold in ("reel", "reels") or mark.tag == "deliverable":
        return True
    near = (max(start, mark.first - 5), min(end, mark.last + 5))
    return any(document.has(tag, *near) for tag in ("number", "article", "per", "scope", "only", "platform")) or any(
        token.kind == "number" for token in document.tokens[near[0] : mark.first]
    )


def _excluded(document: Document, mark: Mark) -> bool:
    if refused(document, mark.first, ("platform", "platform_letter")):
        return True
    after = document.starting("exclude", mark.last, "after") or document.starting("exclude", mark.last + 1, "after")
    if after is None and document.text_at(mark.last) in ("?", ")"):
        after = document.starting("exclude", mark.last + 2, "after")
    if after and document.clause(mark.first) == document.clause(after.first):
        return True
    if after and document.text_at(mark.last) == "," and after.last >= document.sentence(mark.first)[1] - 1:
        return True
    if _listed_as_refused(document, mark) or _refused_likewise(document, mark):
        return True
    following = [t.fold for t in document.tokens[mark.last : mark.last + 2]]
    if following[:1] and following[0] in _NOES and document.clause(mark.first)[1] <= mark.last + 2:
        return True
    return following[:2] in ([":", "no"], [":", "nein"], [":", "non"], [":", "nao"], ["?", "no"])


def _listed_as_refused(document: Document, mark: Mark) -> bool:
    """ "What we don't do: TikTok, Snapchat": a label with a "not" and nothing but platforms behind its colon."""
    start, end = document.sentence(mark.first)
    colon = next((j for j in range(start, min(mark.first, start + 8)) if document.text_at(j) == ":"), None)
    if colon is None or document.has("platform", start, colon):
        return False
    label = document.starting("refusal_label", start)
    refusing = document.has("refusal_not", start, colon) or (label is not None and label.last == colon)
    return refusing and not any(document.has(tag, colon, end) for tag in ("request", "contrast", "only", "number"))


def _refused_likewise(document: Document, mark: Mark) -> bool:
    """ "Facebook is out, so is LinkedIn"."""
    start = document.sentence(mark.first)[0]
    likewise = document.ending("likewise", mark.first)
    return likewise is not None and document.has("exclude", start, likewise.first, "after")


def _narrower(document: Document, mark: Mark) -> bool:
    """ "no TikTok dances", "no Instagram-only accounts": something on the platform, not the platform."""
    if mark.last >= len(document.tokens) or document.clause(mark.first)[1] <= mark.last:
        return False
    following = document.tokens[mark.last]
    if following.text == "-" and mark.last + 1 < len(document.tokens):
        return following.start == document.tokens[mark.last - 1].end and not document.starting(
            "platform", mark.last + 1
        )
    if (
        following.kind != "word"
        or document.starting("platform", mark.last)
        or document.starting("platform_letter", mark.last)
    ):
        return False
    if document.starting("exclude", mark.last, "bare", "person", "after") or any(
        document.starting(tag, mark.last) for tag in ("creator", "only", "range", "negation")
    ):
        return False
    return following.fold not in _ABOUT_PLATFORM


def _wanted(document: Document, mark: Mark) -> bool:
    if wished(document, mark.first):
        return False
    if past(document, mark.first) and not document.has("request", *document.clause(mark.first)):
        return False
    if mark.value in ("podcast", "blog"):
        return _hosts(document, mark)
    return not _brand_account(document, mark)


def _hosts(document: Document, mark: Mark) -> bool:
    """A podcast or blog is a platform where its makers or a post on it are wanted."""
    start, end = document.sentence(mark.first)
    return any(
        document.has(tag, max(start, mark.first - 12), min(end, mark.last + 6))
        for tag in ("request", "only", "scope", "per")
    ) or (mark.tag == "format" or fragment(document, mark.first, "platform"))


_OWN = word_set("platforms_own")


def _brand_account(document: Document, mark: Mark) -> bool:
    first, last = document.sentence(mark.first)
    if any(token.fold in _OWN for token in document.tokens[max(first, mark.first - 4) : mark.first]):
        return True
    # "Our followers love us (45k on Instagram!)"
    window = (max(first, mark.first - 16), mark.first)
    return document.has("brand", *window, "past") and not any(
        document.has(tag, first, last) for tag in ("request", "only", "scope", "deliverable")
    )
