"""The contract of feedback. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.api.fields import Text, refused
from service.api.strict import Strict
from service.domain.feedback import REJECTION_REASONS, VERDICTS


class FeedbackSchema(Strict):
    verdict = fields.String(required=True, validate=validate.OneOf([*VERDICTS]))
    reason = fields.String(
        validate=validate.OneOf([*REJECTION_REASONS]),
        metadata={"description": "Of a rejection, which needs one; nothing else may have one"},
    )
    note = Text(1000, lines=True)

    @validates_schema
    def rejections_alone_have_a_reason(self, data: dict[str, Any], **_: Any) -> None:
        if data["verdict"] == "rejected" and "reason" not in data:
            raise refused("required", f"a rejection needs one; allowed: {', '.join(REJECTION_REASONS)}", "reason")
        if data["verdict"] != "rejected" and "reason" in data:
            raise ValidationError("only a rejection has one", "reason")
