"""Amounts as people read them: 1.2 GB, 3 minutes ago."""

_STEPS = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"), (1.0, "second"))


def shown_bytes(number: float) -> str:
    """Decimal units, as disks are sold and clouds are billed."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit in ("B", "kB") or number >= 99.5 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def shown_seconds(seconds: float) -> str:
    """A length of time by its largest unit; below two seconds in milliseconds."""
    if seconds < 2:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.001 else "0 ms"
    length, unit = next((length, unit) for length, unit in _STEPS if seconds >= 2 * length or length == 1)
    return f"{int(seconds // length)} {unit}s"
