"""What each creator makes, and how many of it."""

from service.briefing.context import Finding, Scene, refused, wished
from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.wordsets import word_set

_NOUNS = ("deliverable", "format", "video", "post")
_MOST = 60
_MODIFIERS = 3
_LOOK_BACK = 24
_EACH_REACH = 12
_VIDEO_OF = {"tiktok": "tt_video", "youtube": "yt_dedicated", "instagram": "ig_reel", "facebook": "fb_post",
             "linkedin": "li_post", "snapchat": "snap_story", "twitch": "twitch_stream"}  # fmt: skip
_POST_OF = {"instagram": "ig_post", "tiktok": "tt_video", "facebook": "fb_post", "linkedin": "li_post", "x": "x_post",
            "pinterest": "pin_post", "blog": "blog_post"}  # fmt: skip
_TIKTOKS = frozenset(("tiktok", "tiktoks", "tik", "tt", "tictoc", "tiktock"))
_LIVE_OF = {"twitch": "twitch_stream", "instagram": "ig_live", "tiktok": "tt_live"}
_RELATIVES = word_set("refusals_relatives")
_OF = {"video": _VIDEO_OF, "post": _POST_OF}


def read(scene: Scene) -> list[Finding]:
    """Kinds with quantities; a kind that is only named has the quantity None."""
    document = scene.document
    counted: dict[str, Finding] = {}
    for amount in scene.free():
        found = _counted(scene, amount)
        if found:
            scene.claim(amount)
            mark, quantity, first, last = found
            kind = kind_of(document, mark)
            if kind and kind not in counted and not refused(document, first) and not wished(document, mark.first):
                value = {"kind": kind, "quantity": quantity}
                counted[kind] = Finding("deliverables", value, first, last, sure=kind.startswith(("ig_", "tt_", "yt_")))
    for finding in _with_article(document):
        counted.setdefault(finding.value["kind"], finding)
    for finding in _named(document):
        counted.setdefault(finding.value["kind"], finding)
    return list(counted.values())


def kind_of(document: Document, noun: Mark) -> str | None:
    """The kind that a noun means in this text; None where the platform stays open."""
    if noun.tag == "deliverable":
        return noun.value
    near = _platform_near(document, noun)
    if noun.tag in _OF:
        if document.marks("deliverable", 0, None, "ugc_asset") or _says(document, "ugc"):
            return "ugc_asset"
        return _OF[noun.tag].get(near or "")
    return {"short": _short, "story": _story, "live": _live, "episode": _episode}[noun.value](document, noun, near)


def _short(document: Document, noun: Mark, near: str | None) -> str | None:
    capital = document.tokens[noun.first].text[:1].isupper()
    return (
        "yt_short" if document.marks("platform", 0, None, "youtube") or (capital and near in (None, "tiktok")) else None
    )


def _story(document: Document, noun: Mark, near: str | None) -> str | None:
    if near in ("facebook", "snapchat"):
        return "fb_post" if near == "facebook" else "snap_story"
    instagram = document.marks("platform", 0, None, "instagram") or document.marks(
        "deliverable", 0, None, "ig_reel", "ig_post", "ig_carousel", "ig_story"
    )
    if instagram:
        return "ig_story"
    start = max(document.sentence(noun.first)[0], noun.first - 3)
    counted = any(
        len(document.tokens[per.first].fold) > 2 or document.text_at(per.first) == "/"
        for per in document.marks("per", start, noun.first)
    ) or any(t.kind == "number" for t in document.tokens[start : noun.first])
    return (
        "ig_story"
        if near is None and (counted or document.has("scope", noun.last, noun.last + 4, "per_creator"))
        else None
    )


def _live(document: Document, noun: Mark, near: str | None) -> str | None:
    return _LIVE_OF.get(near or "")


def _episode(document: Document, noun: Mark, near: str | None) -> str | None:
    return "podcast_read" if near == "podcast" else None


def _says(document: Document, word: str) -> bool:
    return any(token.fold == word for token in document.tokens[:2000])


def _platform_near(document: Document, noun: Mark) -> str | None:
    """The platform of the noun's clause or sentence, else the only one that the text wants."""
    for first, last in (document.clause(noun.first), document.sentence(noun.first)):
        here = _wanted(document, max(first, noun.first - 30), min(last, noun.last + 30))
        if len(set(here)) == 1:
            return here[0]
    everywhere = set(_wanted(document, 0, min(len(document.tokens), 3000)))
    return everywhere.pop() if len(everywhere) == 1 else None


def _wanted(document: Document, first: int, last: int) -> list[str]:
    named = [
        m.value
        for m in document.marks("platform", first, last)
        if not refused(document, m.first, ("platform",)) and not document.starting("exclude", m.last, "after")
    ]
    if not named and document.has("deliverable", first, last, "ig_reel", "ig_story", "ig_carousel"):
        return ["instagram"]
    return named


def _counted(scene: Scene, amount: Amount) -> tuple[Mark, int, int, int] | None:
    """The noun that this number counts, the number, and the tokens that say so."""
    document = scene.document
    if amount.currency or amount.percent or amount.scaled or not 0 < amount.high <= _MOST:
        return None
    quantity = int(amount.high)
    noun = _noun_after(document, amount.last)
    if noun:
        if _totalled(document, noun.last):
            return None
        return noun, quantity, amount.first, noun.last
    noun = _noun_before(document, amount)
    return (noun, quantity, noun.first, _each_end(document, amount.last)) if noun else None


def _noun_after(document: Document, i: int) -> Mark | None:
    end = document.sentence(i - 1)[1]
    if i < end and document.tokens[i].fold in ("x", "×"):
        i += 1
    for _ in range(_MODIFIERS + 1):
        if i >= end:
            return None
        noun = _noun_at(document, i)
        if noun:
            return noun
        token = document.tokens[i]
        if token.kind not in ("word", "sign") or (token.kind == "sign" and token.text not in "-'’\"“”"):
            return None
        if token.fold in _RELATIVES or any(
            document.starting(tag, i)
            for tag in (
                "creator",
                "person",
                "trait",
                "follower",
                "views",
                "month",
                "currency",
                "per",
                "number",
                "range",
                "multiplier",
                "engagement",
            )
        ):
            return None
        i += 1
    return None


def _noun_at(document: Document, i: int) -> Mark | None:
    marks = [mark for tag in _NOUNS if (mark := document.starting(tag, i))]
    platform = document.starting("platform", i)
    if platform and platform.value == "tiktok" and not any(m.last > platform.last for m in marks):
        after = [m for tag in ("video", "post", "format") if (m := document.starting(tag, platform.last))]
        if not after and not document.starting("creator", platform.last) and document.tokens[i].fold in _TIKTOKS:
            marks.append(Mark("deliverable", "tt_video", i, platform.last))
    if not marks:
        return None
    return max(marks, key=lambda mark: (mark.last, mark.tag == "deliverable"))


def _totalled(document: Document, i: int) -> bool:
    """ "six reels in total" counts all creators' reels."""
    return document.has("scope", i, i + 4, "total")


def _noun_before(document: Document, amount: Amount) -> Mark | None:
    """ "Stories, five each", "reels x 2", "per TikTok, 2 per creator", "stories only, 3 of them"."""
    i = amount.last
    each = document.starting("scope", i, "per_creator") is not None or document.words_are(i, "of", "them")
    before = document.text_at(amount.first - 1) if amount.first else ""
    times = before in ("x", "×", ":") or (before == "(" and document.text_at(i) in (")", ",", ""))
    if not each and not times:
        return None
    start = max(document.sentence(amount.first)[0], amount.first - _LOOK_BACK)
    nouns = [noun for j in range(start, amount.first) if (noun := _noun_at(document, j)) and noun.last <= amount.first]
    if not nouns:
        return None
    noun = max(nouns, key=lambda n: (n.last, n.last - n.first))
    if each and amount.first - noun.last <= _EACH_REACH and not document.has("creator", noun.last, amount.first):
        return noun
    return noun if times and amount.first - noun.last <= 2 else None


def _each_end(document: Document, i: int) -> int:
    mark = document.starting("scope", i, "per_creator")
    return mark.last if mark else i


def _with_article(document: Document) -> list[Finding]:
    """ "a story": one, where another format is asked for or the sentence requests."""
    found = []
    for article in document.marks("article", 0, None, "one"):
        i = article.last
        if article.first and (
            document.tokens[article.first - 1].kind == "number"
            or document.ending("currency", article.first)
            or document.ending("multiplier", article.first)
        ):
            continue
        if document.starting("per", article.first) and _priced(document, article.first):
            continue
        noun = _noun_after(document, i)
        if noun is None or (noun.tag == "format" and document.tokens[noun.first].fold in ("live", "historia")):
            continue
        if (
            document.tokens[noun.last - 1].fold.endswith("s")
            and noun.last - noun.first == 1
            and noun.tag != "deliverable"
        ):
            continue
        kind = kind_of(document, noun)
        start, end = document.sentence(article.first)
        asked = (
            document.has("request", start, end)
            or document.has("creator", start, end)
            or document.has("scope", start, end)
            or document.has("number", max(start, article.first - 8), min(end, noun.last + 8))
        )
        if kind and asked and not wished(document, noun.first) and not refused(document, article.first):
            found.append(Finding("deliverables", {"kind": kind, "quantity": 1}, article.first, noun.last))
    return found


def _priced(document: Document, i: int) -> bool:
    """Whether money stands just before token i: then "a reel" is what it buys."""
    return document.has("currency", max(0, i - 4), i)


def _named(document: Document) -> list[Finding]:
    found = []
    for mark in document.marks("deliverable"):
        kind = kind_of(document, mark)
        if kind is None or not kind.startswith(("ig_", "yt_short")):
            continue
        start, end = document.clause(mark.first)
        asked = any(document.has(tag, start, end) for tag in ("request", "only", "per", "platform")) or end - start <= 6
        if asked and not refused(document, mark.first) and not wished(document, mark.first):
            found.append(Finding("deliverables", {"kind": kind, "quantity": None}, mark.first, mark.last))
    return found
