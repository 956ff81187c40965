"""Filters as SQL, for engines that speak it: numbers are plain columns, words arrays."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.peers.filters import AllOf, Filter, In, Missing, Not, OneOf, Range

HoldsAny = Callable[[str, Sequence[str]], str]


def where(found: Filter, names: Mapping[str, str], holds_any: HoldsAny) -> str:
    """A condition over the named columns; `holds_any` says that an array has one of some words."""
    match found:
        case Range(column, low, high):
            sides = ((">=", low), ("<=", high))
            return " AND ".join(f"{names[column]} {sign} {bound!r}" for sign, bound in sides if bound is not None)
        case In(column, words):
            return holds_any(names[column], words)
        case Missing(column):
            return f"{names[column]} IS NULL"
        case Not(of):
            return f"NOT ({where(of, names, holds_any)})"
        case AllOf(of):
            return _joined(" AND ", of, names, holds_any) or "TRUE"
        case OneOf(of):
            return _joined(" OR ", of, names, holds_any)


def quoted(words: Sequence[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _joined(by: str, parts: Sequence[Filter], names: Mapping[str, str], holds_any: HoldsAny) -> str:
    return by.join(f"({where(part, names, holds_any)})" for part in parts)
