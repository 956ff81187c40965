"""The table of errors (error_codes.toml): stable codes with their status, title, meaning, and what to do."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ErrorCode:
    """One code of a whole answer. `status` is None for what never is an answer."""

    code: str
    title: str
    meaning: str
    cause: str
    action: str
    detail: str
    status: int | None = None
    errors: tuple[dict[str, str], ...] = ()

    @property
    def address(self) -> str:
        """Where its page is served: the `type` of problem details, relative to the service (RFC 9457, 3.1.1)."""
        return f"/v1/errors/{self.code}"

    def body(self, detail: str, status: int | None = None) -> dict[str, Any]:
        """Problem details, without what only some answers have."""
        return {"type": self.address, "title": self.title, "status": status or self.status or 500, "code": self.code,
                "detail": detail}  # fmt: skip

    def example(self) -> dict[str, Any]:
        """Problem details as an answer may have them."""
        offences = {"errors": list(self.errors)} if self.errors else {}
        return self.body(self.detail) | offences | {"request_id": "0f3c5a1e8b7d42c6a9b3e10f"}

    def to_json(self) -> dict[str, Any]:
        """Its page, for programs."""
        return {"code": self.code, "status": self.status, "title": self.title, "meaning": self.meaning,
                "cause": self.cause, "action": self.action,
                "example": None if self.status is None else self.example()}  # fmt: skip


_TABLE = tomllib.loads((Path(__file__).parent / "error_codes.toml").read_text("utf-8"))

PROBLEMS = {code: ErrorCode(code, **row) for code, row in _TABLE["problems"].items()}
# What is wrong at one place of the input, by its code.
OFFENCES: dict[str, str] = {code: row["meaning"] for code, row in _TABLE["offences"].items()}
