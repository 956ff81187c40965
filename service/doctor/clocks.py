"""Clocks of two machines beside each other."""

from service.doctor.finding import Finding, ok, warning

_MOST_SECONDS = 1.0


def check_clock(name: str, seconds_ahead: float, why: str) -> Finding:
    """`seconds_ahead`: of the other clock before this machine's."""
    milliseconds = round(seconds_ahead * 1000)
    seen = f"{abs(milliseconds):,} ms {'ahead of' if milliseconds > 0 else 'behind'} this machine's"
    if abs(seconds_ahead) > _MOST_SECONDS:
        return warning(name, seen, f"let both machines follow a time server (chrony, timesyncd): {why}")
    return ok(name, seen if milliseconds else "the same as this machine's, to the millisecond")
