"""The contract of exchange rates."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.api.fields import IsoDate, refused
from service.api.strict import Strict, currency_code, load
from service.domain.money import parse_rate


class Rate(fields.String):
    """Units of a currency as a decimal string; a JSON number with a point would have lost digits on its way."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
            value = str(value)
        try:
            parse_rate(value if isinstance(value, str) else "")
        except ValueError as error:
            raise refused("bad_format", str(error)) from None
        return str(value)


class RatesSchema(Strict):
    as_of = IsoDate(required=True, metadata={"description": "The day of the rates"})
    base = currency_code(required=True)
    rates = fields.Dict(
        keys=currency_code(),
        values=Rate(),
        required=True,
        validate=validate.Length(1),
        metadata={"description": "Units of each currency for one unit of the base; USD is needed for comparisons"},
    )

    @validates_schema
    def prices_can_be_compared(self, data: dict[str, Any], **_: Any) -> None:
        base, rates = data.get("base"), data.get("rates", {})
        if base in rates and parse_rate(rates[base]) != 1:
            raise ValidationError({"rates": {base: ["is the base, whose rate is 1"]}})
        if base and base != "USD" and "USD" not in rates:
            raise ValidationError({"rates": {"USD": ["is missing: prices of several currencies are compared in it"]}})


_RATES = RatesSchema()


def load_rates(data: Any) -> dict[str, Any]:
    return load(_RATES, data)
