"""The least engagement rate, in per cent."""

from service.briefing.context import Finding, Scene, past, wished
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount

_REACH = 8


def read(scene: Scene) -> list[Finding]:
    found = []
    for amount in scene.free():
        if (amount.percent or _bare(scene, amount)) and 0 < amount.high <= 50 and _about_engagement(scene, amount):
            scene.claim(amount)
            document = scene.document
            if past(document, amount.first) or wished(document, amount.first) or _ceiling(scene, amount):
                continue
            floor = amount.low if amount.low is not None else amount.high
            found.append(Finding("engagement_rate_pct.min", float(floor), *_span(scene, amount), sure=True))
    return found


def _bare(scene: Scene, amount: Amount) -> bool:
    """ "ER 4+": a small number right after the noun."""
    noun = scene.document.ending("engagement", amount.first)
    return noun is not None and amount.currency is None and not amount.scaled and amount.high <= 20


def _nouns(scene: Scene, amount: Amount) -> list[Mark]:
    start, end = scene.document.sentence(amount.first)
    return scene.document.marks("engagement", max(start, amount.first - _REACH), min(end, amount.last + _REACH))


def _about_engagement(scene: Scene, amount: Amount) -> bool:
    return bool(_nouns(scene, amount))


def _ceiling(scene: Scene, amount: Amount) -> bool:
    return amount.low is None and bool(
        scene.document.ending("max", amount.first, "before")
        and not scene.document.ending("min", amount.first, "before")
    )


def _span(scene: Scene, amount: Amount) -> tuple[int, int]:
    """From the noun to the number, when they are neighbours."""
    near = [n for n in _nouns(scene, amount) if -6 <= n.first - amount.last <= 6 or -6 <= amount.first - n.last <= 6]
    if not near:
        return amount.first, amount.last
    noun = min(near, key=lambda n: abs(n.first - amount.first))
    return min(noun.first, amount.first), max(noun.last, amount.last)
