"""What would make a plan possible, in words and as a merge patch of the plan's request."""

from typing import Any

from service.budget.changes import Change, Repair
from service.domain.money import format_minor, parse_amount
from service.domain.plan import QUOTA_KEYS, PlanRequest
from service.planning.candidates import Pool

Document = dict[str, Any]


_WHAT = {
    "count_low": "the least number of creators",
    "count_high": "the largest number of creators",
    "quota_low": "the minimum of {name}",
    "quota_high": "the maximum of {name}",
}


def shown_repair(repair: Repair, request: PlanRequest, complete: Document, pool: Pool) -> Document:
    changes = [_shown(change, request, pool) for change in repair.changes]
    patch: Document = {}
    for change in repair.changes:
        patch |= _patch(change, request, complete | patch, pool)
    return {
        "message": "; ".join(change["message"] for change in changes),
        "changes": [{key: change[key] for key in ("rule", "now", "needed")} for change in changes],
        "patch": patch,
    }


def _shown(change: Change, request: PlanRequest, pool: Pool) -> Document:
    currency = request.budget.currency
    if change.new is None:
        name = _creator(change, pool)
        act = "unlock" if change.rule == "fixed" else "do without the must-have"
        return {"rule": change.rule, "now": name, "needed": "none", "message": f"{act} {name}"}
    if change.rule in ("budget", "max_price"):
        now, needed = (f"{format_minor(amount, currency)}" for amount in (change.old, change.new))
        what = "the budget" if change.rule == "budget" else "the most that one creator may cost"
        message = f"raise {what} from {now} to {needed} {currency}"
        return {"rule": change.rule, "now": now, "needed": needed, "message": message}
    what = _WHAT[change.rule].format(name=change.name)
    act = "lower" if change.new < change.old else "raise"
    rule = f"{change.rule} {change.name}" if change.name is not None else change.rule
    message = f"{act} {what} from {change.old} to {change.new}"
    return {"rule": rule, "now": str(change.old), "needed": str(change.new), "message": message}


def _patch(change: Change, request: PlanRequest, complete: Document, pool: Pool) -> Document:
    currency = request.budget.currency
    match change.rule:
        case "budget":
            return {"budget": {"total": format_minor(change.new or 0, currency), "currency": currency}}
        case "max_price":
            budget = parse_amount(complete["budget"]["total"], currency)  # the one of this repair, if it changes it
            return {"max_share_pct": -(-(change.new or 0) * 10_000 // max(budget, 1)) / 100}
        case "count_low" | "count_high":
            side = "min" if change.rule == "count_low" else "max"
            return {"creators": complete["creators"] | {side: change.new}}
        case "quota_low" | "quota_high":
            return {"quotas": [_quota(quota, change) for quota in complete["quotas"]]}
        case "required":
            left = [name for name in complete["candidates"]["must_have"] if name != _creator(change, pool)]
            return {"candidates": complete["candidates"] | {"must_have": left}}
        case "fixed":
            return {"locked": [name for name in complete["locked"] if name != _creator(change, pool)]}


def _quota(quota: Document, change: Change) -> Document:
    key = next(key for key in QUOTA_KEYS if key in quota)
    if f"{key}:{quota[key]}" != change.name:
        return quota
    return quota | {"min" if change.rule == "quota_low" else "max": change.new}


def _creator(change: Change, pool: Pool) -> str:
    assert isinstance(change.name, int)
    return pool.candidates[change.name].creator.external_id
