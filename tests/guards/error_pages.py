"""The documents on errors, made of the table of errors: `python -m tests.guards.error_pages` writes them."""

from pathlib import Path

import orjson

from service.api.error_codes import OFFENCES, PROBLEMS, ErrorCode

DOCS = Path(__file__).parents[2] / "docs"
_BEGIN, _END = "<!-- {} from service/api/error_codes.toml -->", "<!-- end -->"


def documents() -> dict[Path, str]:
    """Every document that the table makes, as it has to be."""
    overview = (DOCS / "errors.md").read_text()
    overview = _replaced(overview, "codes", _codes())
    overview = _replaced(overview, "offences", _offences())
    pages = {DOCS / "errors" / f"{code}.md": _page(problem) for code, problem in PROBLEMS.items()}
    return {DOCS / "errors.md": overview} | pages


def _codes() -> list[str]:
    rows = [f"| [`{code}`](errors/{code}.md) | {_status(problem)} | {problem.meaning} | {problem.action} |"
            for code, problem in PROBLEMS.items()]  # fmt: skip
    return ["| Code | Status | Meaning | What to do |", "|---|---|---|---|", *rows]


def _offences() -> list[str]:
    return ["| Code | Meaning |", "|---|---|", *(f"| `{code}` | {meaning} |" for code, meaning in OFFENCES.items())]


def _status(problem: ErrorCode) -> str:
    return {"http_error": "other", "invalid_configuration": "none"}.get(problem.code, str(problem.status))


def _page(problem: ErrorCode) -> str:
    text = [f"# {problem.title}", "", f"`{problem.code}`, status {_status(problem)}. {problem.meaning}", "",
            f"**Typical cause.** {problem.cause}", "", f"**What to do.** {problem.action}", ""]  # fmt: skip
    if problem.status:
        body = orjson.dumps(problem.example(), option=orjson.OPT_INDENT_2).decode()
        text += ["```json", body, "```", ""]
    return "\n".join([*text, "[All errors](../errors.md)", ""])


def _replaced(document: str, name: str, lines: list[str]) -> str:
    """The document with these lines between its two marks."""
    before, _, rest = document.partition(_BEGIN.format(name) + "\n")
    _, _, after = rest.partition(_END + "\n")
    assert after, name
    return "\n".join([before + _BEGIN.format(name), "", *lines, "", _END, ""]) + after


def main() -> None:
    (DOCS / "errors").mkdir(exist_ok=True)
    wanted = documents()
    for file in (DOCS / "errors").glob("*.md"):
        if file not in wanted:
            file.unlink()
    for file, text in wanted.items():
        file.write_text(text)


if __name__ == "__main__":
    main()
