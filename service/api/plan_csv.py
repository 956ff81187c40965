"""A plan's lines as CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
import unicodedata
from typing import Any

Document = dict[str, Any]

COLUMNS = ("external_id", "name", "mix", "deliverables", "price", "currency", "basis", "engagements_expected",
           "reach_expected", "fit", "locked")  # fmt: skip

# What makes a spreadsheet read a cell as a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def plan_csv(plan: Document, names: dict[str, str]) -> str:
    """One row a line of a shown plan; `names` are the creators' by external id. UTF-8 with a byte order mark, by which
    spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for line in plan["lines"]:
        writer.writerow(safe_cell(value) for value in _row(line, names))
    return "\ufeff" + out.getvalue()


def _row(line: Document, names: dict[str, str]) -> tuple[Any, ...]:
    forecast = line["forecast"]
    return (
        line["external_id"],
        names.get(line["external_id"], ""),
        line["mix"],
        " + ".join(f"{one['quantity']} {one['kind']}" for one in line["deliverables"]),
        line["price"]["amount"],
        line["price"]["currency"],
        line["price"]["basis"],
        forecast["engagements"]["expected"] if forecast["engagements"] else "",
        forecast["reach"]["expected"] if forecast["reach"] else "",
        line["fit"],
        str(line["locked"]).lower(),
    )


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return "'" + value if isinstance(value, str) and _looks_like_a_formula(value) else value


def _looks_like_a_formula(text: str) -> bool:
    """Also behind space and invisible characters, and in full width, which some spreadsheets read alike."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return text.startswith(_FORMULA) or plain.lstrip().startswith(_FORMULA)
