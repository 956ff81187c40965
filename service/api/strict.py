"""What all schemas share: strictness, coded fields, and refusals as our problems."""

from itertools import islice
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from service import vocabulary
from service.api.fields import Code, unique
from service.api.offences import offences
from service.domain.money import parse_amount
from service.domain.niche import NICHE_BY_ID
from service.domain.order import ADD_ONS, CHANNELS
from service.domain.vocabulary import DELIVERABLE_KINDS, EXTERNAL_ID, PLATFORMS
from service.errors import Invalid


class Strict(Schema):
    """Unknown keys are errors; null is the same as leaving a key out."""

    class Meta:
        unknown = RAISE

    @pre_load
    def drop_nulls(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.data_key or name: field for name, field in self.load_fields.items()}
        return {key: _not_endless(value, known.get(key)) for key, value in data.items()
                if value is not None or key not in known}  # fmt: skip


# More keys than there are codes hold a wrong one: a few of them are shown.
_WRONG_KEYS_SHOWN = 20


def _not_endless(value: Any, field: fields.Field[Any] | None) -> Any:
    """A list or mapping that is too long, as far as it takes to see that: marshmallow loads every entry first."""
    if isinstance(field, fields.Dict) and isinstance(field.key_field, Code) and isinstance(value, dict):
        return dict(islice(value.items(), len(field.key_field.allowed()) + _WRONG_KEYS_SHOWN))
    if not isinstance(value, list) or field is None:
        return value
    most = [check.max for check in field.validators if isinstance(check, validate.Length) and check.max is not None]
    return value[: most[0] + 1] if most else value


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


def load(schema: Schema, data: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        raise Invalid("the document does not fit its schema", tuple(offences(error.messages, schema, data))) from None
    return loaded


def check_amount(amount: str, currency: str, *path: str) -> None:
    try:
        parse_amount(amount, currency)
    except ValueError as error:
        messages: Any = [str(error)]
        for step in reversed(path):
            messages = {step: messages}
        raise ValidationError(messages) from None
