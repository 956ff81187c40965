"""Shapes of plans, for the OpenAPI document. Answers are not dumped through them; tests hold them to it."""

from marshmallow import Schema, fields

from service.api.brief_schemas import DeliverableSchema
from service.api.plan_schemas import PlanPatch, PlanSchema
from service.api.responses import ByRates, Price, WorkCost, WorkForecast


class Charge(Schema):
    """What the plan's budget pays, add-ons included, and how it came about on the creator's rate card."""

    amount = fields.String(required=True)
    currency = fields.String(required=True)
    basis = fields.String(required=True, metadata={"enum": ["stated", "product", "estimated"]})
    details = fields.Nested(Price, required=True)


class Alternate(Schema):
    """Who could stand in for a line, with every rule kept."""

    external_id = fields.String(required=True)
    mix = fields.String(required=True)
    price = fields.String(required=True)
    price_change = fields.String(required=True)
    value_change = fields.Float(required=True)


class PlanLine(Schema):
    external_id = fields.String(required=True)
    locked = fields.Boolean(required=True)
    mix = fields.String(required=True)
    deliverables = fields.List(fields.Nested(DeliverableSchema), required=True)
    price = fields.Nested(Charge, required=True)
    forecast = fields.Nested(WorkForecast, required=True)
    cost = fields.Nested(WorkCost, required=True)
    fit = fields.Float(required=True)
    rank = fields.Integer(required=True, allow_none=True, metadata={"description": "Among the brief's matches"})
    value = fields.Float(required=True, metadata={"description": "In the plan's unit"})
    alternates = fields.List(fields.Nested(Alternate), required=True)


class PlanTotals(Schema):
    creators = fields.Integer(required=True)
    price = fields.String(required=True)
    unspent = fields.String(required=True)
    value = fields.Float(required=True, metadata={"description": "After the cost of overlap"})
    overlap_cost = fields.Float(required=True)
    forecast = fields.Nested(WorkForecast, required=True)
    cost = fields.Nested(WorkCost, required=True)
    reach_known = fields.Integer(required=True, metadata={"description": "Lines whose reach is forecast"})
    engagements_known = fields.Integer(required=True)


class NextMoney(Schema):
    value_per_unit = fields.Float(
        required=True, allow_none=True, metadata={"description": "What one more unit of the currency is worth"}
    )


class LeftOut(Schema):
    external_id = fields.String(required=True)
    rank = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)
    message = fields.String(required=True)
    loses = fields.Float(
        required=True, allow_none=True, metadata={"description": "At least so much value is lost with it in the plan"}
    )


class FrontierPoint(Schema):
    budget = fields.String(required=True)
    price = fields.String(required=True, allow_none=True)
    creators = fields.Integer(required=True, allow_none=True)
    value = fields.Float(required=True, allow_none=True, metadata={"description": "null: nothing fits"})
    bound = fields.Float(required=True, allow_none=True)


class RepairChange(Schema):
    rule = fields.String(required=True)
    now = fields.String(required=True)
    needed = fields.String(required=True)


class Repair(Schema):
    """Changes that together make a plan possible, in words and as a merge patch of the plan."""

    message = fields.String(required=True)
    changes = fields.List(fields.Nested(RepairChange), required=True)
    patch = fields.Nested(PlanPatch, required=True)


class Considered(Schema):
    candidates = fields.Integer(required=True)
    options = fields.Integer(required=True)
    refused = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    not_found = fields.List(
        fields.String(), required=True, metadata={"description": "Ids that were named and belong to nobody"}
    )


class PlanTimes(Schema):
    candidates = fields.Float(required=True)
    solve = fields.Float(required=True)
    frontier = fields.Float(required=True)
    in_all = fields.Float(required=True)


class PlanSummary(Schema):
    id = fields.String(required=True)
    brief_id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    latest_version = fields.Integer(required=True)
    accepted_version = fields.Integer(required=True, allow_none=True)
    accepted_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    solved_at = fields.DateTime(required=True)
    status = fields.String(required=True, metadata={"enum": ["optimal", "feasible", "stopped", "infeasible"]})


class PlanPage(Schema):
    items = fields.List(fields.Nested(PlanSummary), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class SolvedRequest(PlanSchema):
    """The request with its defaults filled in."""

    locked = fields.List(fields.String())


class StoredPlan(PlanSummary, ByRates):
    request = fields.Nested(SolvedRequest, required=True)
    currency = fields.String(required=True)
    unit = fields.String(required=True, metadata={"enum": ["engagements", "reach", "fit", "blend"]})
    lines = fields.List(fields.Nested(PlanLine), required=True)
    erased_lines = fields.Integer(metadata={"description": "Lines of creators who were erased since"})
    totals = fields.Nested(PlanTotals, required=True)
    bound = fields.Float(required=True, allow_none=True, metadata={"description": "No plan is worth more: proven"})
    gap_pct = fields.Float(required=True, allow_none=True)
    next_money = fields.Nested(NextMoney, required=True)
    left_out = fields.List(fields.Nested(LeftOut), required=True)
    frontier = fields.List(fields.Nested(FrontierPoint), required=True)
    repairs = fields.List(fields.Nested(Repair), required=True, metadata={"description": "When nothing fits"})
    considered = fields.Nested(Considered, required=True)
    index_version = fields.String(required=True)
    took_ms = fields.Nested(PlanTimes, required=True)
