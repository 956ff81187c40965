"""Fictional creator documents, each from its own random stream: number 42 is the same in any count."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace

from service.sample import figures, writing
from service.sample.offers import offers
from service.sample.persona import Persona, invent, slug

Document = dict[str, object]

DEFAULT_TODAY = datetime.date(2026, 11, 1)
DUPLICATE_EVERY = 400  # a marketplace's import has some people twice: same account, other id
USUAL_REFUSALS = (
    "gambling", "tobacco", "alcohol", "crypto", "mlm", "diet_products", "weapons", "adult", "politics",
    "fast_fashion", "loans", "cosmetic_surgery", "cannabis", "energy_drinks",
)  # fmt: skip
NICHE_REFUSALS = {
    "food_vegan": ("meat", "dairy", "fur_leather", "animal_testing"),
    "family_parenting": ("alcohol", "gambling", "tobacco", "energy_drinks"),
    "family_pets": ("fur_leather", "animal_testing"),
    "society_sustainability": ("fossil_fuels", "fast_fashion"),
    "fashion_sustainable": ("fast_fashion", "fur_leather"),
    "business_finance": ("gambling", "trading", "loans", "crypto"),
    "health_medicine": ("diet_products", "pharmaceuticals", "tobacco"),
    "health_mental": ("diet_products", "gambling", "alcohol"),
    "society_news": ("politics", "gambling"),
}


class Registry:
    """What was given out already: no two bios and no two handles alike."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.handles: set[str] = set()

    def text(self, rng: random.Random, persona: Persona) -> str:
        text = writing.bio(rng, persona)
        while text.casefold() in self.texts:
            text = f"{text}\n{writing.bio(rng, persona)}" if len(text) < 60 else writing.bio(rng, persona)
        self.texts.add(text.casefold())
        return text

    def handle(self, rng: random.Random, wanted: str, city: str) -> str:
        handle = wanted
        while handle in self.handles:
            ending = rng.choice((slug(city), str(rng.randint(2, 99)), "x"))
            handle = f"{wanted}{rng.choice(('_', '.', ''))}{ending}"
        self.handles.add(handle)
        return handle


def creators(count: int = 2000, seed: int = 7, today: datetime.date = DEFAULT_TODAY) -> Iterator[dict[str, object]]:
    """`count` creator documents; dates are counted from `today`."""
    registry = Registry()
    twin: tuple[Persona, list[Document]] | None = None
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")
        persona = invent(rng)
        if twin and index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1:
            persona, accounts = twin
        else:
            persona = replace(persona, handle=registry.handle(rng, persona.handle, persona.city))
            accounts = figures.accounts(rng, persona, today)
        if index % DUPLICATE_EVERY == DUPLICATE_EVERY // 2:
            twin = persona, [dict(account) for account in accounts]
        document = _document(rng, f"sample-{index:05d}", persona, accounts, registry.text(rng, persona), today)
        yield _with_offers(random.Random(f"{seed}/{index}/offers"), document)


def _document(
    rng: random.Random, external_id: str, persona: Persona, own: list[Document], text: str, today: datetime.date
) -> Document:
    """Everything known about one creator, then some of it forgotten at the rates seen in real imports."""
    parts: list[tuple[float, Document]] = [
        (1.00, {"external_id": external_id, "name": persona.name, "text": text}),
        (0.85, {"display_name": persona.handle}),
        (0.88, {"content_samples": writing.content_samples(rng, persona)}),
        (0.96, {"languages": persona.languages}),
        (0.96, {"country": persona.place.country}),
        (0.88, {"city": persona.city}),
        (0.70, {"niches": [scene.niche for scene in persona.scenes]}),
        (0.985, {"accounts": own}),
        (0.70, {"audience": figures.audience(rng, persona)}),
        (0.75, {"rate_card": figures.rate_card(rng, persona, own)}),
        (0.65, {"sponsored": {"posts": min(240, int(rng.expovariate(1 / 14)))}}),
        (0.60, {"availability": _availability(rng, today)}),
        (0.45, {"refusals": _refusals(rng, persona)}),
        (0.88, {"last_post_at": _last_post(rng, today)}),
        (0.95, {"profile_url": f"https://example.com/creators/{persona.handle}"}),
        (0.70, {"avatar_url": f"https://example.com/avatars/{external_id}.png"}),
        (1.00, {"attributes": {"fictional": True, "source": "creatormatch sample data"}}),
    ]
    return {key: value for share, part in parts if rng.random() < share for key, value in part.items()}


def _with_offers(rng: random.Random, document: Document) -> Document:
    """From a random stream of its own, so that everything else stays what it is."""
    card = document.get("rate_card")
    return document | {"rate_card": card | offers(rng, card)} if isinstance(card, dict) else document


def _availability(rng: random.Random, today: datetime.date) -> Document:
    """Mostly free now; some are booked for weeks, some leave one side open."""
    start = today + datetime.timedelta(days=rng.choice((-60, -30, -7, 0, 0, 10, 21, 45)))
    end = today + datetime.timedelta(days=rng.randint(60, 330))
    dates: Document = {"from": start.isoformat(), "to": end.isoformat()}
    dropped = rng.choices((None, "from", "to"), (60, 10, 30))[0]
    return {side: day for side, day in dates.items() if side != dropped}


def _refusals(rng: random.Random, persona: Persona) -> list[str]:
    likely = [topic for scene in persona.scenes for topic in NICHE_REFUSALS.get(scene.niche, ())]
    own = [topic for topic in likely if rng.random() < 0.7]
    return list(dict.fromkeys(own + rng.sample(USUAL_REFUSALS, rng.randint(0, 3))))


def _last_post(rng: random.Random, today: datetime.date) -> str:
    """Most posted this week; a few have gone quiet for months."""
    hours_ago = min(24 * 400, 2 + rng.lognormvariate(4.2, 1.3))
    moment = datetime.datetime.combine(today, datetime.time(12, 0)) - datetime.timedelta(hours=hours_ago)
    return moment.replace(microsecond=0).isoformat() + "Z"
