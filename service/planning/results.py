"""A solution as a document: lines, totals, why strong candidates were left out, alternates, frontier, repairs.

Creators stand in its parts by their internal id alone, and `shown` names those who still exist; the request holds the
ids that its author wrote.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.budget.forecast import together
from service.budget.frontier import FrontierPoint
from service.budget.program import Program, Solution
from service.budget.swaps import Swap
from service.domain.brief import Brief
from service.domain.money import format_minor, minor_digits
from service.domain.plan import PlanRequest
from service.estimating import Pricing
from service.expectations import cost, shown_forecast, stored_forecast
from service.planning.candidates import Candidate, Pool, Refused
from service.planning.offers import Offers
from service.planning.programs import Objective
from service.planning.repairs import shown_repair
from service.planning.solving import Explored
from service.presenting import price

Document = dict[str, Any]

_UNPROVEN = "is close to those who were chosen, and no plan with it was found that is worth more"

# How many of the best matches outside the plan are spoken of.
_STRONG = 20


@dataclass(frozen=True)
class Found:
    """Everything a result is read from."""

    complete: Document
    request: PlanRequest
    brief: Brief
    pool: Pool
    offers: Offers
    worth: Objective
    program: Program
    solution: Solution

    @property
    def currency(self) -> str:
        return self.request.budget.currency

    def candidate(self, option: int) -> Candidate:
        return self.pool.candidates[self.offers.options[option].candidate]


def result(found: Found, explored: Explored, pricing: Pricing) -> Document:
    solution = found.solution
    chosen = [int(option) for option in solution.chosen]
    return {
        "status": solution.status,
        "request": found.complete,
        "currency": found.currency,
        "unit": found.worth.unit,
        "agreed": [option.agreed for option in found.offers.options if option.agreed is not None],
        "lines": [_line(found, option, pricing, explored.alternates.get(option, ())) for option in chosen],
        "totals": _totals(found, chosen),
        "bound": _finite(found.worth.in_units(solution.bound)),
        "gap_pct": _finite(round(100 * solution.gap, 6)),
        "next_money": _next_money(found),
        "left_out": _left_out(found, set(chosen)),
        "frontier": [_point(found, point) for point in explored.frontier],
        "repairs": [shown_repair(r, found.request, found.complete, found.pool) for r in explored.repairs],
        "considered": _considered(found),
    }


def _line(found: Found, option: int, pricing: Pricing, alternates: Sequence[Swap]) -> Document:
    bought, who = found.offers.options[option], found.candidate(option)
    if bought.agreed is not None:
        line = bought.agreed | {"locked": True, "fit": round(who.fit, 6), "rank": who.rank}
    else:
        line = {
            "creator_id": who.id,
            "locked": False,
            "mix": bought.mix.name,
            "deliverables": dict(bought.mix.deliverables),
            "price": {
                "amount_minor": bought.charge.amount_minor,
                "currency": found.currency,
                "basis": bought.charge.basis,
                "details": price(who.creator, replace(found.brief, order=bought.order), pricing),
            },
            "forecast": stored_forecast(bought.forecast),
            "fit": round(who.fit, 6),
            "rank": who.rank,
        }
    line["value"] = found.worth.in_units(found.worth.points[option])
    line["alternates"] = [_alternate(found, swap) for swap in alternates]
    return line


def _alternate(found: Found, swap: Swap) -> Document:
    return {
        "creator_id": found.candidate(swap.option).id,
        "mix": found.offers.options[swap.option].mix.name,
        "price_minor": found.offers.options[swap.option].charge.amount_minor,
        "price_change_minor": swap.price,
        "value_change": found.worth.in_units(swap.value),
    }


def _totals(found: Found, chosen: list[int]) -> Document:
    bought = [found.offers.options[option] for option in chosen]
    forecast, reach_known, engagements_known = together(option.forecast for option in bought)
    spent = sum(option.charge.amount_minor for option in bought)
    return {
        "creators": len(chosen),
        "price_minor": spent,
        "unspent_minor": found.request.budget.amount_minor - spent,
        "value": found.worth.in_units(found.solution.value),
        "overlap_cost": found.worth.in_units(sum(found.worth.points[o] for o in chosen) - found.solution.value),
        "forecast": stored_forecast(forecast),
        "reach_known": reach_known,
        "engagements_known": engagements_known,
        # Of the lines whose figure is known: costs compare like with like.
        "paid_minor": {
            "reach": sum(o.charge.amount_minor for o in bought if o.forecast.reach is not None),
            "engagements": sum(o.charge.amount_minor for o in bought if o.forecast.engagements is not None),
        },
    }


def _next_money(found: Found) -> Document:
    """What one more unit of the currency is worth at the margin: the dual of the budget in the linear relaxation."""
    minor_a_unit = 10 ** minor_digits(found.currency)
    return {"value_per_unit": _finite(found.worth.in_units(found.solution.shadow_price * minor_a_unit))}


def _point(found: Found, point: FrontierPoint) -> Document:
    return {
        "budget_minor": point.budget,
        "price_minor": point.price if point.found else None,
        "creators": point.count if point.found else None,
        "value": found.worth.in_units(point.value) if point.found else None,
        "bound": None if point.infeasible else _finite(found.worth.in_units(point.bound)),
    }


def _considered(found: Found) -> Document:
    refused = Counter(one.reason for one in (*found.pool.refused, *found.offers.refused))
    return {
        "candidates": len(found.pool.candidates),
        "options": len(found.offers.options),
        "refused": dict(sorted(refused.items())),
        "not_found": found.pool.not_found,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


# --- why strong candidates were left out


def _left_out(found: Found, chosen: set[int]) -> list[Document]:
    """The best matches that are not in the plan, in their order, and everybody named who cannot be."""
    inside = {found.candidate(option).id for option in chosen}
    refused = {one.id: one for one in (*found.pool.refused, *found.offers.refused)}
    named = [one for one in found.pool.refused if one.rank is None]
    strong = sorted(found.pool.candidates, key=lambda one: (one.rank is None, one.rank or 0, -one.fit, one.id))
    outside = [one for one in strong if one.id not in inside][:_STRONG]
    by_candidate: dict[int, list[int]] = {}
    for place, option in enumerate(found.offers.options):
        by_candidate.setdefault(found.pool.candidates[option.candidate].id, []).append(place)
    told = [_why(found, one, refused.get(one.id), by_candidate.get(one.id, [])) for one in outside]
    return told + [_refusal(one) for one in named[:_STRONG]]


def _refusal(one: Refused) -> Document:
    return {"creator_id": one.id, "rank": one.rank, "reason": one.reason, "message": one.message, "loses": None}


def _why(found: Found, one: Candidate, refused: Refused | None, options: list[int]) -> Document:
    if refused is not None:
        return _refusal(refused)
    cheapest = min(options, key=lambda option: found.offers.options[option].charge.amount_minor)
    charge, loss = found.offers.options[cheapest].charge, min(float(found.solution.loss[o]) for o in options)
    amount = f"{format_minor(charge.amount_minor, found.currency)} {found.currency}"
    limit = found.program.max_price
    if charge.amount_minor > found.request.budget.amount_minor:
        reason, message, loss = "over_budget", f"costs {amount}, more than the budget", math.inf
    elif limit is not None and charge.amount_minor > limit:
        most = f"{format_minor(limit, found.currency)} {found.currency}"
        reason, message, loss = "over_share", f"costs {amount}; one creator may cost {most}", math.inf
    elif math.isinf(loss):
        reason, message = "rules", f"no plan with it keeps every rule{_full_quotas(found, options)}"
    else:
        least = found.worth.in_units(loss)
        less = f"lowers the value by at least {least:g} ({found.worth.unit})" if loss > 0 else _UNPROVEN
        reason, message = "worth_less", f"for {amount} it {less}{_full_quotas(found, options)}"
    told = Refused(one.id, reason, message, one.rank)
    return _refusal(told) | {"loses": None if math.isinf(loss) else found.worth.in_units(loss)}


def _full_quotas(found: Found, options: list[int]) -> str:
    """The quotas that have no room left for any of these options."""
    chosen = found.solution.chosen
    full = [
        quota.name for quota in found.program.quotas
        if quota.high is not None and quota.members[chosen].sum() >= quota.high and quota.members[options].all()
    ]  # fmt: skip
    return f"; the quota of {', '.join(full)} is full" if full and len(chosen) else ""


# --- as answered


def creator_ids(result: Document) -> set[int]:
    alternates = [one for line in result["lines"] for one in line["alternates"]]
    return {one["creator_id"] for one in (*result["lines"], *alternates, *result["left_out"])}


def summary(result: Document) -> Document:
    """What is told of a plan without being asked."""
    totals = _shown_totals(result["totals"], result["currency"])
    return {"status": result["status"], "creators": totals["creators"], "price": totals["price"],
            "currency": result["currency"]}  # fmt: skip


def shown(result: Document, names: Mapping[int, str]) -> Document:
    """The result with external ids and decimal money; who was erased is left out."""
    currency = result["currency"]
    found = {key: value for key, value in result.items() if key != "agreed"} | {
        "lines": [_shown_line(line, currency, names) for line in _named(result["lines"], names)],
        "left_out": [_with_name(one, names) for one in _named(result["left_out"], names)],
        "totals": _shown_totals(result["totals"], currency),
        "frontier": [_decimal(point, currency, "budget", "price") for point in result["frontier"]],
    }
    erased = len(result["lines"]) - len(found["lines"])
    return found | ({"erased_lines": erased} if erased else {})


def _named(entries: Iterable[Document], names: Mapping[int, str]) -> list[Document]:
    return [entry for entry in entries if entry["creator_id"] in names]


def _with_name(entry: Document, names: Mapping[int, str]) -> Document:
    rest = {key: value for key, value in entry.items() if key != "creator_id"}
    return {"external_id": names[entry["creator_id"]], **rest}


def _shown_line(line: Document, currency: str, names: Mapping[int, str]) -> Document:
    amount = line["price"]["amount_minor"]
    return _with_name(line, names) | {
        "deliverables": [{"kind": kind, "quantity": n} for kind, n in line["deliverables"].items()],
        "price": _decimal(line["price"], currency, "amount"),
        "forecast": shown_forecast(line["forecast"]),
        "cost": cost(amount, amount, currency, line["forecast"]),
        "alternates": [
            _decimal(_with_name(one, names), currency, "price", "price_change")
            for one in _named(line["alternates"], names)
        ],
    }


def _shown_totals(totals: Document, currency: str) -> Document:
    forecast, paid = totals["forecast"], totals["paid_minor"]
    found = _decimal(totals, currency, "price", "unspent") | {
        "forecast": shown_forecast(forecast),
        "cost": cost(paid["engagements"], paid["reach"], currency, forecast),
    }
    return {key: value for key, value in found.items() if key != "paid_minor"}


def _decimal(entry: Document, currency: str, *fields: str) -> Document:
    """`name_minor` as `name`, a decimal string."""
    rest = {key: value for key, value in entry.items() if key.removesuffix("_minor") not in fields}
    amounts = {name: entry[f"{name}_minor"] for name in fields}
    return rest | {name: None if a is None else format_minor(a, currency) for name, a in amounts.items()}
