"""Estimates of prices beside prices that are known, each estimated without it: leave-one-out.

python -m benchmarks.prices [--prices FILE.csv] [--least N] [--creators N]

Without a file the fictional sample's rate cards are used, whose prices are drawn from figures like the published ones:
that shows how the arithmetic behaves, not how good estimates are. FILE.csv is a real price list with the columns kind,
followers, price_usd and, where known, average_views, engagement_rate_pct, engagement_basis. Prints Markdown.
"""

import argparse
import csv
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service import sample
from service.bootstrap import load_rates
from service.domain.creator import Account, read_creator
from service.domain.estimate import HIGH, LEAST_PRICES, LOW, MIDDLE, cell_names, counting_account, start_of, usd_cents
from service.domain.price_priors import PRICED_FORMS, kind_methods, prior
from service.domain.vocabulary import DELIVERABLE_KINDS

Floats = npt.NDArray[np.float64]

_SEED, _DAY = 7, datetime.date(2026, 11, 1)


@dataclass(frozen=True)
class Known:
    """One known price in US cents, beside what it is measured against and what is published."""

    kind: str
    account: Account | None
    cents: float
    start: int

    @property
    def platform(self) -> str:
        return DELIVERABLE_KINDS[self.kind][0] or "content"

    @property
    def cells(self) -> list[str]:
        return list(cell_names(self.kind, self.account.followers if self.account else None))


@dataclass(frozen=True)
class Guess:
    """An estimate of one price, in US cents."""

    low: float
    point: float
    high: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prices", type=Path, help="a real price list")
    parser.add_argument("--least", type=int, default=LEAST_PRICES, help="prices that a cell needs")
    parser.add_argument("--creators", type=int, default=2_000, help="of the sample")
    options = parser.parse_args()
    known = list(_of_file(options.prices) if options.prices else _of_sample(options.creators))
    print(f"{len(known):,} known prices; a cell needs {options.least} others.\n")
    print(_table(known, options.least))


def _of_sample(count: int) -> Iterator[Known]:
    cents = usd_cents(load_rates(""))
    for number, document in enumerate(sample.creators(count, _SEED, _DAY)):
        creator = read_creator(f"c{number}", document)
        card = creator.rate_card
        for kind, minor in (card.rates_minor if card else {}).items():
            account = counting_account(creator, kind)
            start = start_of(kind, account)
            if card and start and minor and card.currency in cents:
                yield Known(kind, account, minor * cents[card.currency], start)


def _of_file(path: Path) -> Iterator[Known]:
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            account = Account(
                platform=DELIVERABLE_KINDS[row["kind"]][0] or "",
                handle="",
                followers=int(row["followers"]) if row.get("followers") else None,
                engagement_rate_pct=float(row["engagement_rate_pct"]) if row.get("engagement_rate_pct") else None,
                engagement_basis=row.get("engagement_basis") or "followers",
                average_views=int(row["average_views"]) if row.get("average_views") else None,
            )
            start = start_of(row["kind"], account)
            if start:
                yield Known(row["kind"], account, 100 * float(row["price_usd"]), start)


def _table(known: Sequence[Known], least: int) -> str:
    calibrated, by_tier = _calibrated(known, least)
    guesses = {
        "published figures": [_published(one) for one in known],
        "follower rule alone": [_follower_rule(one) for one in known],
        "calibrated with a tier": [g if mine else None for g, mine in zip(calibrated, by_tier, strict=True)],
        "calibrated without a tier": [None if mine else g for g, mine in zip(calibrated, by_tier, strict=True)],
        "calibrated": calibrated,
    }
    lines = ["| platform | estimate | prices | median error | within the range | range, high / low |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for platform in ("all", *sorted({one.platform for one in known})):
        counts = set()
        for name, found in guesses.items():
            pairs = [(one, guess) for one, guess in zip(known, found, strict=True)
                     if guess is not None and platform in ("all", one.platform)]  # fmt: skip
            if pairs and (name != "calibrated" or len(pairs) not in counts):  # else one of its parts is all of it
                lines.append(f"| {platform} | {name} | {len(pairs):,} | {_judged(pairs)} |")
            if name.startswith("calibrated "):
                counts.add(len(pairs))
    return "\n".join(lines)


def _judged(pairs: Sequence[tuple[Known, Guess]]) -> str:
    errors = [abs(guess.point - one.cents) / one.cents for one, guess in pairs]
    inside = [guess.low <= one.cents <= guess.high for one, guess in pairs]
    widths = [guess.high / guess.low for _, guess in pairs if guess.low > 0]
    return f"{100 * np.median(errors):.0f} % | {100 * np.mean(inside):.0f} % | {np.median(widths):.1f}"


def _published(one: Known) -> Guess | None:
    if one.kind not in PRICED_FORMS or one.account is None:
        return None
    form, percent = PRICED_FORMS[one.kind]
    found = prior(one.account, form)
    if found is None:
        return None
    quote = found.times(percent)
    return Guess(quote.low, quote.point, quote.high)


def _follower_rule(one: Known) -> Guess | None:
    if one.kind not in PRICED_FORMS or one.account is None:
        return None
    rule = next((m for m in kind_methods(one.account, one.kind) if m.name == "follower_rule"), None)
    return None if rule is None else Guess(rule.low, (rule.low + rule.high) / 2, rule.high)


def _calibrated(known: Sequence[Known], least: int) -> tuple[list[Guess | None], list[bool]]:
    """By the narrowest cell that has enough prices without the one that is estimated; and whether that is one of a
    tier."""
    pools: dict[str, list[int]] = {}
    for place, one in enumerate(known):
        for name in one.cells:
            pools.setdefault(name, []).append(place)
    pools = {name: places for name, places in pools.items() if len(places) > least}
    ratios = np.array([one.cents / one.start for one in known])
    quantiles = {name: dict(zip(places, _left_out(ratios[places]), strict=True)) for name, places in pools.items()}
    cells = [next((name for name in one.cells if name in pools), None) for one in known]
    found = [
        None if cell is None else Guess(*(one.start * quantiles[cell][place]))
        for place, (one, cell) in enumerate(zip(known, cells, strict=True))
    ]
    return found, [cell is not None and "/" in cell for cell in cells]


def _left_out(values: Floats) -> Floats:
    """Quantiles of all values but one, for each of them, as `index.estimates.cell_of` takes them; shape (n, 3)."""
    order = np.argsort(values, kind="stable")
    ordered, rank = values[order], np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))

    def without(place: int) -> Floats:
        chosen: Floats = ordered[place + (place >= rank)]
        return chosen

    columns = []
    for quantile in (LOW, MIDDLE, HIGH):
        where = len(values) * quantile - 1
        below = int(where)
        above = min(below + 1, len(values) - 2)
        columns.append(without(below) + (where - below) * (without(above) - without(below)))
    return np.stack(columns, axis=1)


if __name__ == "__main__":
    main()
