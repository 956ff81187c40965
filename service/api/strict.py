"""What all schemas share: strictness, coded fields, and marshmallow's messages as our problems."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from service import vocabulary
from service.api.fields import Code, unique
from service.domain.money import parse_amount
from service.domain.niche import NICHE_BY_ID
from service.domain.order import ADD_ONS, CHANNELS
from service.domain.vocabulary import DELIVERABLE_KINDS, EXTERNAL_ID, PLATFORMS
from service.errors import Invalid, Problem


class Strict(Schema):
    """Unknown keys are errors; null is the same as leaving a key out."""

    class Meta:
        unknown = RAISE

    @pre_load
    def drop_nulls(self, data: Any, **_: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


def platform_code(**options: Any) -> Code:
    return Code(lambda: PLATFORMS, "platform", **options)


def kind_code(**options: Any) -> Code:
    return Code(lambda: DELIVERABLE_KINDS, "deliverable kind", **options)


def add_on_kind(**options: Any) -> Code:
    return Code(lambda: ADD_ONS, "add-on", **options)


def channel_code(**options: Any) -> Code:
    return Code(lambda: CHANNELS, "channel", **options)


def country_code(**options: Any) -> Code:
    return Code(vocabulary.countries, "ISO 3166-1 alpha-2 country", **options)


def language_code(**options: Any) -> Code:
    return Code(vocabulary.languages, "ISO 639-1 language", **options)


def currency_code(**options: Any) -> Code:
    return Code(vocabulary.currencies, "ISO 4217 currency", **options)


def niche_id(**options: Any) -> Code:
    return Code(lambda: NICHE_BY_ID, "niche", **options)


def topic_id(**options: Any) -> Code:
    return Code(vocabulary.topics, "topic or niche", **options)


def listed(field: fields.Field[Any], most: int, least: int = 0, **options: Any) -> fields.List[Any]:
    return fields.List(field, validate=[validate.Length(least, most), unique], **options)


def external_id(**options: Any) -> fields.String:
    # JSON Schema's patterns are JavaScript's, which end with $.
    return fields.String(
        validate=validate.Regexp(rf"{EXTERNAL_ID}\Z"), metadata={"pattern": f"^{EXTERNAL_ID}$"}, **options
    )


_UNKNOWN = "Unknown field."  # marshmallow's words


def problems_of(messages: Any, path: str = "") -> list[Problem]:
    """Marshmallow's nested messages as a flat list with JSON pointers."""
    if isinstance(messages, dict):
        found: list[Problem] = []
        for key, inner in messages.items():
            of_the_parent = key in ("_schema", "value", "key") and isinstance(inner, list) and inner != [_UNKNOWN]
            found += problems_of(inner, path if of_the_parent else f"{path}/{_escape(str(key))}")
        return found
    if isinstance(messages, list):
        return [problem for message in messages for problem in problems_of(message, path)]
    text = str(messages)
    return [Problem(path, text, "unknown_key" if text == _UNKNOWN else "invalid")]


def _escape(step: str) -> str:
    sayable = step.encode("utf-8", "backslashreplace").decode()  # a key may hold a lone surrogate
    return sayable.replace("~", "~0").replace("/", "~1")


def load(schema: Schema, data: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        raise Invalid("the document does not fit its schema", tuple(problems_of(error.messages))) from None
    return loaded


def check_amount(amount: str, currency: str, *path: str) -> None:
    try:
        parse_amount(amount, currency)
    except ValueError as error:
        messages: Any = [str(error)]
        for step in reversed(path):
            messages = {step: messages}
        raise ValidationError(messages) from None
