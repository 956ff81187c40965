"""What an answer must be, in the plainest words: a loop over the tables, one creator at a time.

Written from the documentation alone. Of the service it takes vocabulary lists, the encoder and the exchange
rates; none of the code that selects, scores or orders.
"""

import datetime
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import text

from service.backends import Backends
from service.domain.money import RateTable
from service.domain.niche import NICHES, TAXONOMY_HASH
from service.domain.vocabulary import DELIVERABLE_KINDS, PLATFORMS
from tests.property import price_estimates, track_records
from tests.property.rate_cards import minor_units, offered, price_of

Document = dict[str, Any]
Vector = npt.NDArray[np.float64]
Check = tuple[str, Callable[[str, Document], bool]]

CREATOR_TEMPERATURE, BRIEF_TEMPERATURE = 0.04, 0.05
LAMBDA = 0.4
DETECTED_SHARE = 0.25
ORDER = ("fit", "audience", "engagement", "value", "experience", "credibility", "recency", "history",
         "reliability")  # fmt: skip
PRESETS = {
    #              fit   aud.  eng.  val.  exp.  cred. rec.  hist. reli.
    "balanced":   (0.60, 0.10, 0.10, 0.10, 0.04, 0.04, 0.02, 0.05, 0.05),
    "niche":      (0.85, 0.05, 0.05, 0.05, 0.04, 0.04, 0.02, 0.05, 0.05),
    "value":      (0.45, 0.10, 0.15, 0.35, 0.04, 0.04, 0.02, 0.05, 0.05),
    "engagement": (0.45, 0.10, 0.35, 0.10, 0.04, 0.10, 0.02, 0.05, 0.05),
    "audience":   (0.40, 0.40, 0.10, 0.10, 0.04, 0.04, 0.02, 0.05, 0.05),
    "trust":      (0.45, 0.10, 0.10, 0.10, 0.20, 0.20, 0.02, 0.10, 0.10),
}  # fmt: skip
VERDICTS = {"hired": 1.0, "shortlisted": 0.75, "rejected": 0.0}
AUDIENCE_GROUPS = {"country": "countries", "age": "ages", "gender": "genders", "language": "languages"}


@dataclass(frozen=True)
class StoredCreator:
    """`document` holds the niches that count: the declared ones, else those that the row shows."""

    id: int
    external_id: str
    document: Document
    row: Vector


@dataclass(frozen=True)
class Known:
    """What the brand knows by external id: a value for what it said elsewhere (see `history_of`), and its outcomes."""

    history: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, list[track_records.Recorded]] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """One creator of the right answer; `values` lacks what is unknown."""

    id: int
    external_id: str
    score: float
    values: dict[str, float | None]
    price_usd: float | None
    followers: int | None
    niches: list[str]


@dataclass(frozen=True)
class Tables:
    """Everything the answer depends on, as it is stored."""

    creators: list[StoredCreator]
    niches: Vector
    rates: RateTable
    today: datetime.date
    searched: int  # about how many creators first answers are looked for among
    cells: price_estimates.Cells  # what estimates of prices are calibrated by


def read_tables(backends: Backends, encoder: str | None = None) -> Tables:
    """Creators that have a vector by the encoder (the active one unless named), and the niches' vectors."""
    with backends.store.engine.connect() as connection:
        encoder = (
            encoder or connection.execute(text("SELECT fingerprint FROM encoders WHERE state = 'active'")).scalar_one()
        )
        rows = connection.execute(
            text(
                "SELECT c.id, c.external_id, c.document, v.vector FROM creators c "
                "JOIN vectors v ON v.creator_id = c.id WHERE v.encoder = :encoder"
            ),
            {"encoder": encoder},
        ).all()
        matrix, count = connection.execute(
            text("SELECT matrix, niches FROM niche_vectors WHERE encoder = :encoder AND taxonomy = :taxonomy"),
            {"encoder": encoder, "taxonomy": TAXONOMY_HASH},
        ).one()
    niches = np.frombuffer(matrix, "<f4").reshape(count, -1).astype(float)
    creators = [_creator(*row, niches) for row in rows]
    cells = price_estimates.stored_cells(backends)
    return Tables(creators, niches, backends.rates, backends.now().date(), backends.config.feedback_rows, cells)


def _creator(creator_id: int, external_id: str, document: str, stored: bytes, niches: Vector) -> StoredCreator:
    read = orjson.loads(document)
    row = stored_row(np.frombuffer(stored, "<f2").astype(float), read, niches)
    return StoredCreator(creator_id, external_id, read | {"niches": read.get("niches") or detected(row, niches)}, row)


def expected_ranking(
    tables: Tables, brief: Document, views: Vector, sort: str, known: Known | None = None
) -> list[Expected]:
    """Everyone who passes, in the right order."""
    checks = list(checks_of(brief, tables.rates, tables.cells))
    passing = [c for c in tables.creators if all(check(c.external_id, c.document) for _, check in checks)]
    known = known or Known()
    weights = weights_of(brief, known)
    query = query_of(views, tables)
    found = [_judge(creator, brief, tables, query, weights, known) for creator in passing]
    return sorted(found, key=lambda one: (_key(one, sort), one.id))


def expected_funnel(tables: Tables, brief: Document) -> list[tuple[str, int]]:
    """How many are left after each constraint, in the order in which they are documented."""
    left = tables.creators
    funnel = [("all_indexed_creators", len(left))]
    for name, check in checks_of(brief, tables.rates, tables.cells):
        left = [c for c in left if check(c.external_id, c.document)]
        funnel.append((name, len(left)))
    return funnel


def first_violation(
    external_id: str, document: Document, brief: Document, rates: RateTable, cells: price_estimates.Cells
) -> str | None:
    return next((name for name, check in checks_of(brief, rates, cells) if not check(external_id, document)), None)


def _key(one: Expected, sort: str) -> float:
    if sort == "score":
        return -one.score
    value = one.price_usd if sort == "price" else one.followers
    return math.inf if value is None else value if sort == "price" else -value


# --- constraints


def checks_of(brief: Document, rates: RateTable, cells: price_estimates.Cells) -> Iterator[Check]:
    """Every constraint of a brief with a function of (external id, document)."""
    stated = brief.get("constraints") or {}
    if excluded := stated.get("excluded_creators"):
        yield "excluded_creators", lambda external_id, _: external_id not in excluded
    if promotes := brief.get("promotes"):
        yield "refusals", _refusals_check(promotes, stated.get("refusals") or {"unknown": "include"})
    if topics := stated.get("excluded_topics"):
        yield "excluded_topics", lambda _, d: not stands_for(d) & set(topics)
    yield from _account_checks(brief, stated)
    for name, read in _PLAIN.items():
        if name in stated:
            yield name, _any_of(stated[name], read, name == "cities")
    for wish in stated.get("audience") or ():
        yield "audience", _audience_check(wish)
    if "availability" in stated:
        yield "availability", _availability_check(stated["availability"])
    if "deadline" in brief:
        yield "deadline", lambda _, d: (d.get("availability") or {}).get("from", "0000") <= brief["deadline"]
    if wanted := deliverables_of(brief):
        policy = stated.get("deliverables") or {"unknown": "include"}
        yield "deliverables", lambda _, d: all(makes(d, kind, policy) for kind in wanted)
    yield from _budget_checks(brief, rates, cells)


def _refusals_check(promotes: list[str], policy: Document) -> Callable[[str, Document], bool]:
    def check(_: str, document: Document) -> bool:
        refusals = document.get("refusals")
        return _included(policy) if refusals is None else not set(refusals) & set(promotes)

    return check


def stands_for(document: Document) -> set[str]:
    """Niches that the creator is about, and what it has promoted."""
    return {*(document.get("niches") or ()), *((document.get("sponsored") or {}).get("topics") or ())}


_PLAIN: dict[str, Callable[[Document], list[str]]] = {
    "countries": lambda d: [d["country"]] if d.get("country") else [],
    "cities": lambda d: [d["city"]] if d.get("city") else [],
    "languages": lambda d: d.get("languages") or [],
    "niches": lambda d: d.get("niches") or [],
}


def _any_of(stated: Document, read: Callable[[Document], list[str]], cities: bool) -> Callable[[str, Document], bool]:
    def plain(words: list[str]) -> set[str]:
        return {" ".join(word.casefold().split()) for word in words} if cities else set(words)

    def check(_: str, document: Document) -> bool:
        has = read(document)
        return bool(plain(has) & plain(stated["any_of"])) if has else _included(stated)

    return check


def _account_checks(brief: Document, stated: Document) -> Iterator[Check]:
    """All that is asked of accounts must hold on one account; each check repeats the ones before it."""
    name, platforms = _platforms(brief, stated)
    followers = dict(stated.get("followers") or {})
    if followers.get("min") is None and followers.get("max") is None:
        followers = {"min": 1000, "max": 100_000, "unknown": followers.get("unknown", "include")}
    engagement = stated.get("engagement_rate_pct")
    no_account = platforms is None or _included(platforms)
    asked: list[tuple[str, Document]] = []

    def on_one_account(asked: list[tuple[str, Document]]) -> Callable[[str, Document], bool]:
        def check(_: str, document: Document) -> bool:
            accounts = document.get("accounts") or []
            if not accounts:
                return no_account and all(_included(bounds) for _, bounds in asked)
            return any(
                (platforms is None or account["platform"] in platforms["any_of"])
                and all(_within(account.get(field), bounds) for field, bounds in asked)
                for account in accounts
            )

        return check

    if platforms is not None:
        yield name, on_one_account([])
    asked = [("followers", followers)]
    yield "followers", on_one_account(asked)
    if engagement:
        yield "engagement_rate_pct", on_one_account([*asked, ("engagement_rate_pct", engagement)])


def _platforms(brief: Document, stated: Document) -> tuple[str, Document | None]:
    """Where an account counts: as stated, else where the deliverables are published; never where it is excluded."""
    excluded = set(stated.get("excluded_platforms") or ())
    if "platforms" in stated:
        return "platforms", stated["platforms"] | {"any_of": set(stated["platforms"]["any_of"]) - excluded}
    places = {DELIVERABLE_KINDS[kind][0] for kind in deliverables_of(brief)} - {None} - excluded
    if places:
        return "platforms", {"any_of": places, "unknown": "include"}
    others = {"any_of": set(PLATFORMS) - excluded, "unknown": "include"}
    return ("excluded_platforms", others) if excluded else ("", None)


def _within(value: float | None, bounds: Document) -> bool:
    if value is None:
        return _included(bounds)
    low, high = bounds.get("min"), bounds.get("max")
    return (low is None or low <= value) and (high is None or value <= high)


def _audience_check(wish: Document) -> Callable[[str, Document], bool]:
    def check(_: str, document: Document) -> bool:
        share = share_of(wish, document)
        return _included(wish) if share is None else share >= wish["min_share_pct"]

    return check


def share_of(wish: Document, document: Document) -> float | None:
    """The share in percent; 0 for what a stated group leaves out, None for a group nobody stated."""
    (key,) = AUDIENCE_GROUPS.keys() & wish.keys()
    group = (document.get("audience") or {}).get(AUDIENCE_GROUPS[key])
    return float(group.get(wish[key], 0.0)) if group else None


def _availability_check(wanted: Document) -> Callable[[str, Document], bool]:
    def check(_: str, document: Document) -> bool:
        window = document.get("availability") or {}
        if not window.get("from") and not window.get("to"):
            return _included(wanted)
        # Days as ISO text compare as days.
        return window.get("from", "0000") <= wanted["from"] and window.get("to", "9999") >= wanted["to"]

    return check


def makes(document: Document, kind: str, policy: Document) -> bool:
    """Whether the creator makes this; where nobody said, the policy decides."""
    card = document.get("rate_card") or {}
    if kind in card.get("not_offered", ()):
        return False
    if card and offered(kind, card):
        return True
    platform, accounts = DELIVERABLE_KINDS[kind][0], document.get("accounts") or []
    no_place = platform is not None and bool(accounts) and all(a["platform"] != platform for a in accounts)
    return False if no_place else _included(policy)


def _budget_checks(brief: Document, rates: RateTable, cells: price_estimates.Cells) -> Iterator[Check]:
    """What each deliverable costs alone, then all of them; nobody alone may cost more than all of the money."""
    budget, wanted = brief.get("budget") or {}, deliverables_of(brief)
    policy = {"unknown": budget.get("unknown_price", "exclude")}
    for kind in wanted:
        if each := (budget.get("per_kind") or {}).get(kind, budget.get("per_deliverable")):
            yield "budget_per_deliverable", _price_check({kind: 1}, each, brief, policy, rates, cells)
    if "per_creator" in budget:
        yield "budget_per_creator", _price_check(wanted, budget["per_creator"], brief, policy, rates, cells)
    elif "total" in budget and wanted:
        yield "budget_total", _price_check(wanted, budget["total"], brief, {"unknown": "include"}, rates, cells)


def _price_check(
    wanted: dict[str, int],
    amount: str,
    brief: Document,
    policy: Document,
    rates: RateTable,
    cells: price_estimates.Cells,
) -> Callable[[str, Document], bool]:
    currency = brief["budget"]["currency"]
    limit = minor_units(amount, currency)

    def check(_: str, document: Document) -> bool:
        price = price_of(wanted, document, brief, rates)
        if price is None and policy["unknown"] == "estimate":
            found, to_usd = price_estimates.estimate_of(wanted, document, cells, rates), rates.factor(currency, "USD")
            return found is not None and to_usd is not None and found[2] <= int(limit * to_usd)
        factor = rates.factor(currency, price[1]) if price else None
        if price is None or factor is None:
            return _included(policy)
        return price[0] <= limit * factor  # a Fraction: exact

    return check


def deliverables_of(brief: Document) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for line in brief.get("deliverables") or ():
        wanted[line["kind"]] = wanted.get(line["kind"], 0) + line["quantity"]
    return wanted


def _included(stated: Document) -> bool:
    return bool(stated.get("unknown") == "include")


# --- fit


def stored_row(semantic: Vector, document: Document, niches: Vector) -> Vector:
    """[semantic ; beliefs in each niche] as it is kept, in 16-bit floats; what is declared is half of the belief."""
    beliefs = beliefs_of(semantic, niches, CREATOR_TEMPERATURE)
    if declared := document.get("niches"):
        stated = np.array([niche.id in declared for niche in NICHES])
        beliefs = beliefs / 2 + stated / stated.sum() / 2
    row = np.concatenate([semantic, beliefs]) * trust_of(document)
    return row.astype(np.float16).astype(float)


def beliefs_of(semantic: Vector, niches: Vector, temperature: float) -> Vector:
    """By niche, the mean over its examples of exp(cosine / temperature), as shares of the sum."""
    closeness = niches @ semantic / temperature
    beliefs: Vector = _MEANS @ np.exp(closeness - closeness.max())
    return beliefs / beliefs.sum()


# A row a niche: one over the number of its examples where they stand among all examples.
_MEANS = np.array([[(other is niche) / len(niche.examples) for other in NICHES for _ in other.examples]
                   for niche in NICHES])  # fmt: skip


def trust_of(document: Document) -> float:
    """1, or less where some 24 words in a row repeat themselves: by log(distinct) / log(words), from .75 down to .4."""
    text = "\n".join([document["name"], document["text"], *(document.get("content_samples") or ())])
    words = re.findall(r"[^\W_]+", text[:10_000].casefold())
    if len(words) < 8:
        return 1.0
    windows = [words[start : start + 24] for start in range(max(1, len(words) - 23))]
    variety = min(math.log(len(set(window))) / math.log(len(window)) for window in windows)
    return min(1.0, max(0.3, (variety - 0.4) / (0.75 - 0.4)))


def detected(row: Vector, niches: Vector) -> list[str]:
    """Niches that hold a quarter or more of the stored beliefs."""
    part = row[niches.shape[1] :][: len(NICHES)]
    return [NICHES[place].id for place in np.flatnonzero(part / part.sum() >= DETECTED_SHARE)]


def views_of(brief: Document) -> list[str]:
    """The whole text, then its sentences where there are several; one under 20 characters joins its neighbour."""
    text = "\n".join(part for part in (brief.get("title"), brief["text"]) if part)
    sentences: list[str] = []
    for part in re.split(r"\n+|(?<=[.!?…])\s+", text):
        if sentences and min(len(part.strip()), len(sentences[-1])) < 20:
            sentences[-1] += f" {part.strip()}"
        elif part.strip():
            sentences.append(part.strip())
    return [text, *sentences[:24]] if len(sentences) > 1 else [text]


@dataclass(frozen=True)
class Query:
    """The vector that rows are multiplied with, and how much of it the niches are."""

    vector: Vector
    scale: float

    def fit(self, row: Vector) -> float:
        return _clipped(float(row @ self.vector) / (1 + self.scale))


def query_of(views: Vector, tables: Tables) -> Query:
    """Whole text and sentences, each of which counts as much as it is sure of a niche; then moved towards its own
    first answers: a twentieth of the creators, at most 20, and none at all if that is fewer than 5."""
    beliefs = [beliefs_of(view, tables.niches, BRIEF_TEMPERATURE) for view in views]
    semantic, niche = _unit(views[0]), _unit(beliefs[0])
    if len(views) > 1:
        sure = np.array([belief.max() for belief in beliefs[1:]])
        semantic = _unit(views[0] + _unit(sure @ views[1:]))
        niche = _unit(niche + _unit(sure @ np.array(beliefs[1:])))
    query, count = _query(semantic, niche, LAMBDA), min(20, len(tables.creators) // 20)
    if count < 5:
        return query
    # Of a large corpus a part, drawn by the ids: multiplicative hashing with Knuth's 2654435761, modulo 2 ** 32.
    share = min(1.0, tables.searched / len(tables.creators))
    drawn = [c for c in tables.creators if c.id * 2_654_435_761 % 2**32 < share * 2**32]
    first = sorted(drawn, key=lambda c: (-float(c.row @ query.vector), c.id))[:count]
    width = len(semantic)
    middle = np.mean([c.row[:width] for c in tables.creators], axis=0)
    moved = semantic + _unit(np.mean([c.row[:width] for c in first], axis=0) - middle)
    length = float(np.linalg.norm(moved))
    return _query(moved / length, niche, LAMBDA / length)


def _query(semantic: Vector, niche: Vector, scale: float) -> Query:
    return Query(np.concatenate([semantic, niche * scale]).astype(np.float32).astype(float), scale)


def _unit(vector: Vector) -> Vector:
    return vector / np.linalg.norm(vector)


# --- score


def weights_of(brief: Document, known: Known) -> dict[str, float]:
    """Stated weights over those of the preset, without what there is no ground for, summing to 1."""
    preferences = brief.get("preferences") or {}
    preset = dict(zip(ORDER, PRESETS[preferences.get("preset", "balanced")], strict=True))
    stated = preset | (preferences.get("weights") or {})
    if not (brief.get("constraints") or {}).get("audience"):
        stated["audience"] = 0.0
    if not deliverables_of(brief):
        stated["value"] = 0.0
    if not known.history:
        stated["history"] = 0.0
    if all(track_records.reliability(recorded) is None for recorded in known.outcomes.values()):
        stated["reliability"] = 0.0
    raw = [stated[name] for name in ORDER]
    total = float(np.sum(raw))
    return {name: weight / total if total else 1 / len(ORDER) for name, weight in zip(ORDER, raw, strict=True)}


def history_of(verdicts: list[tuple[str, str | None]]) -> float | None:
    """What a brand's verdicts on one creator for other briefs say, the last one last: (verdict, reason)."""
    of_the_creator = {"low_quality", "suspicious_audience", "brand_safety", "unresponsive"}
    telling = [verdict for verdict, reason in verdicts if verdict != "rejected" or reason in of_the_creator]
    return VERDICTS[telling[-1]] if telling else None


def _judge(
    creator: StoredCreator, brief: Document, tables: Tables, query: Query, weights: dict[str, float], known: Known
) -> Expected:
    document = creator.document
    price = price_of(deliverables_of(brief), document, brief, tables.rates)
    factor = tables.rates.factor(price[1], "USD") if price else None
    price_usd = price[0] * (float(factor) / 100.0) if price and factor is not None else None
    account = leading_account(document, _platforms(brief, brief.get("constraints") or {})[1])
    recorded = known.outcomes.get(creator.external_id, [])
    if recorded and account:
        account["engagement_rate_pct"] = track_records.counted_rate(account, recorded, _benchmark(account)[0])
    values = {
        "fit": query.fit(creator.row),
        "audience": _audience(brief, document),
        "engagement": _engagement(account),
        "value": _value(account, price_usd, sum(deliverables_of(brief).values())),
        "experience": _experience(document),
        "credibility": _credibility(document),
        "recency": _recency(document, tables.today),
        "history": known.history.get(creator.external_id),
        "reliability": track_records.reliability(recorded),
    }
    counted = {name: 0.5 if value is None else value for name, value in values.items()}
    score = float(np.round(np.sum([counted[name] * weights[name] for name in ORDER]), 6))
    followers, niches = account.get("followers"), document["niches"]
    return Expected(creator.id, creator.external_id, score, values, price_usd, followers, niches)


def leading_account(document: Document, platforms: Document | None) -> Document:
    """The account with the most followers where accounts count, the first of equals."""
    counting = [a for a in document.get("accounts") or () if platforms is None or a["platform"] in platforms["any_of"]]
    best: Document = {}
    for place, account in enumerate(counting):
        if place == 0 or account.get("followers", -1) > best.get("followers", -1):
            best = account
    return dict(best)


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))


def _audience(brief: Document, document: Document) -> float | None:
    wishes = (brief.get("constraints") or {}).get("audience") or ()
    shares = [share for wish in wishes if (share := share_of(wish, document)) is not None]
    if not wishes or len(shares) < len(wishes):
        return None
    return _clipped(sum(shares) / len(shares) / 100)


# Upper end of the tier, then average and good rates: by followers, and for short video.
_BENCHMARK = ((10_000, (3, 5), (6, 10)), (50_000, (2, 3.5), (4, 7)), (500_000, (1.5, 2.5), (3, 5)),
              (1_000_000, (1, 1.8), (2, 3.5)), (math.inf, (0.7, 1.2), (1, 2)))  # fmt: skip


def _benchmark(account: Document) -> tuple[float, float]:
    place = 2 if account["platform"] == "tiktok" else 1
    tier = next(row for row in _BENCHMARK if (account.get("followers") or 0) < row[0])
    return tier[place]  # type: ignore[return-value]


def _engagement(account: Document) -> float | None:
    rate = account.get("engagement_rate_pct")
    if rate is None:
        return None
    average, good = _benchmark(account)
    if rate < average:
        return _clipped(0.35 * rate / average)
    if rate < good:
        return _clipped(0.35 + 0.40 * (rate - average) / (good - average))
    return _clipped(0.75 + 0.25 * (rate - good) / good)


def _value(account: Document, price_usd: float | None, posts: int) -> float | None:
    followers, rate = account.get("followers"), account.get("engagement_rate_pct")
    if price_usd is None or followers is None or rate is None:
        return None
    engagements = posts * followers * rate / 100.0
    return 1.0 / (1.0 + price_usd / engagements / 0.316) if engagements > 0 else 0.0


def _experience(document: Document) -> float | None:
    posts = (document.get("sponsored") or {}).get("posts")
    return None if posts is None else posts / (posts + 5.0)


def _credibility(document: Document) -> float | None:
    share = (document.get("audience") or {}).get("credibility_pct")
    if share is None:
        return None
    if share <= 75:
        return max(0.0, 0.4 / 25.0 * (share - 50.0))
    return min(1.0, (1.0 - 0.4) / 20.0 * (share - 75.0) + 0.4)


def _recency(document: Document, today: datetime.date) -> float | None:
    if not document.get("last_post_at"):
        return None
    last = datetime.datetime.fromisoformat(document["last_post_at"]).astimezone(datetime.UTC).date()
    return float(0.5 ** (max((today - last).days, 0) / 30.0))
