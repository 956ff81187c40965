"""Filters in a form that every engine can state natively: comparisons of flat columns, joined by and, or, not.

A brief's constraints become one; where the service knows more than a column holds, the column is worked out beforehand
(what an order costs of everybody, in dollars), which favours the peers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch

from service.domain.brief import Brief
from service.domain.constraints import AccountRule, AnyOf, AudienceShare, Available, Bounds, NoneOf, Offers, PriceLimit
from service.index.columns import day_number

# Accounts by their place, for what may hold of any of them; sample creators have at most three.
ACCOUNTS = 3
UNKNOWN = -1.0  # in columns of accounts; a missing value is no account


@dataclass(frozen=True)
class Range:
    """Inclusive; None leaves a side open. A missing value is outside."""

    column: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class In:
    """One of the column's words is one of these."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    column: str


@dataclass(frozen=True)
class Not:
    of: "Filter"


@dataclass(frozen=True)
class AllOf:
    of: tuple["Filter", ...]


@dataclass(frozen=True)
class OneOf:
    of: tuple["Filter", ...]


Filter = Range | In | Missing | Not | AllOf | OneOf


def filter_of(brief: Brief) -> AllOf:
    """Everything that a brief states; empty when nobody is left out."""
    rules = [constraint.rule for constraint in brief.constraints]
    # An account's rules hold one another: the last says it all.
    accounts = [rule for rule in rules if isinstance(rule, AccountRule)][-1:]
    others = [rule for rule in rules if not isinstance(rule, AccountRule)]
    return AllOf(tuple(part for rule in (*accounts, *others) for part in _parts(rule)))


def leaves(found: Filter) -> Iterator[Range | In | Missing]:
    match found:
        case AllOf(of) | OneOf(of):
            for part in of:
                yield from leaves(part)
        case Not(of):
            yield from leaves(of)
        case _:
            yield found


@singledispatch
def _parts(rule: object) -> Sequence[Filter]:
    raise TypeError(f"no filter for {type(rule).__name__}")


@_parts.register
def _(rule: AccountRule) -> Sequence[Filter]:
    if rule.platforms is None and all(_lets_everybody_pass(b) for b in (rule.followers, rule.engagement_rate_pct)):
        return ()
    kept = [f"@{platform}" for platform in rule.platforms] if rule.platforms else [f"#{i}" for i in range(ACCOUNTS)]
    ways: list[Filter] = [_account(rule, where) for where in sorted(kept)]
    if rule.allows_no_account:
        ways.append(Missing("followers#0"))
    return (ways[0] if len(ways) == 1 else OneOf(tuple(ways)),)


def _account(rule: AccountRule, where: str) -> Filter:
    bounds = {f"followers{where}": rule.followers, f"engagement_rate_pct{where}": rule.engagement_rate_pct}
    parts = [_within(column, bound) for column, bound in bounds.items() if bound is not None]
    if not parts:
        return Range(f"followers{where}", UNKNOWN, None)  # there is such an account
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _within(column: str, bounds: Bounds) -> Filter:
    """Unknown figures of an account are UNKNOWN, below every known one."""
    if bounds.include_unknown and (bounds.low or 0) > 0:
        return OneOf((Range(column, bounds.low, bounds.high), Range(column, UNKNOWN, UNKNOWN)))
    return Range(column, UNKNOWN if bounds.include_unknown else bounds.low or 0.0, bounds.high)


def _lets_everybody_pass(bounds: Bounds | None) -> bool:
    return bounds is None or (bounds.include_unknown and not bounds.low and bounds.high is None)


@_parts.register
def _(rule: AnyOf) -> Sequence[Filter]:
    return _or_missing(In(rule.group, _words(rule.facets)), rule.group, rule.include_unknown)


@_parts.register
def _(rule: NoneOf) -> Sequence[Filter]:
    return (Not(In(rule.group, _words(rule.facets))),)


@_parts.register
def _(rule: AudienceShare) -> Sequence[Filter]:
    return _or_missing(Range(rule.facet, rule.min_share_pct, None), rule.facet, rule.include_unknown)


@_parts.register
def _(rule: Available) -> Sequence[Filter]:
    free = (Range("from", None, float(day_number(rule.first))), Range("to", float(day_number(rule.last)), None))
    return _or_missing(AllOf(free), "from", True) if rule.include_unknown else free


@_parts.register
def _(rule: Offers) -> Sequence[Filter]:
    """1 for offered, 0 for not."""
    return [
        part for kind in rule.kinds
        for part in _or_missing(Range(f"offers:{kind}", 1.0, None), f"offers:{kind}", rule.include_unknown)
    ]  # fmt: skip


@_parts.register
def _(rule: PriceLimit) -> Sequence[Filter]:
    column = "usd:" + ",".join(f"{kind}={quantity}" for kind, quantity in sorted(rule.order.deliverables.items()))
    return _or_missing(Range(column, None, rule.limits_minor["USD"] / 100.0), column, rule.include_unknown)


def _or_missing(found: Filter, column: str, include_unknown: bool) -> Sequence[Filter]:
    return (OneOf((found, Missing(column))),) if include_unknown else (found,)


def _words(facets: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(facet.partition(":")[2] for facet in facets)
