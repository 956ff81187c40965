"""Where documents of brands name creators: by external ids the exclusions of briefs and the requests of plans, with
what results say back of them; by internal ids what plans found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, delete, or_, select, update

from service.store.engine import among
from service.store.tables import brands, briefs, plan_creators, plan_versions, plans

Document = dict[str, Any]

_EXCLUDED = "excluded_creators"
# Lists of a plan's request, with the object in it that they stand in.
_OF_REQUESTS = (("candidates", "creators"), ("candidates", "must_have"), ("candidates", "excluded"), (None, "locked"))
# Few documents have such a list at all. `creators` alone is also how many are wanted, an object.
_SIGNS = ('"creators":[', '"must_have":', '"excluded":', '"locked":')


def forget_creators(connection: Connection, erased: Mapping[int, str]) -> None:
    """Take creators who are erased out of briefs, which become another version, and out of plans, whose lines about
    them stay as empty ones. `erased`: external by internal ids; the caller has locked them. Briefs are locked first."""
    names = {*erased.values()}
    for row in _briefs(connection):
        if names.intersection(_excluded(orjson.loads(row.document))):
            _forget_in_brief(connection, row.id, names)
    found = among(connection, plan_creators.c.creator_id, list(erased))
    keys = {(row.plan_id, row.version) for row in connection.execute(select(plan_creators).where(found))}
    for row in _plans(connection):
        if any(names.intersection(where[name]) for where, name in _lists(orjson.loads(row.request))):
            keys.add((row.plan_id, row.version))
    for plan_id, version in sorted(keys):
        _forget_in_plan(connection, plan_id, version, erased)
    connection.execute(delete(plan_creators).where(found))


def of_creator(connection: Connection, external_id: str) -> list[Document]:
    """Briefs and plans that name a creator: the brand, the brief or the plan and its version, and in which list."""
    found: list[Document] = [
        {"brand": row.slug, "brief_id": row.id, "list": _EXCLUDED}
        for row in _briefs(connection)
        if external_id in _excluded(orjson.loads(row.document))
    ]
    for row in _plans(connection):
        named = [name for where, name in _lists(orjson.loads(row.request)) if external_id in where[name]]
        found += [{"brand": row.slug, "plan_id": row.plan_id, "version": row.version, "list": n} for n in named]
    return found


def places_of(connection: Connection, creator_id: int) -> list[Document]:
    """What plans found of a creator: the entries that stand in the brand's plan, by the list that they stand in."""
    query = select(plan_versions, brands.c.slug, plans.c.brief_id, plans.c.accepted_version)
    query = query.join(plans, plans.c.id == plan_versions.c.plan_id).join(briefs, briefs.c.id == plans.c.brief_id)
    query = query.join(brands, brands.c.id == briefs.c.brand_id).join(
        plan_creators,
        (plan_creators.c.plan_id == plan_versions.c.plan_id) & (plan_creators.c.version == plan_versions.c.version),
    )
    mine = query.where(plan_creators.c.creator_id == creator_id)
    rows = connection.execute(mine.order_by(plan_versions.c.plan_id, plan_versions.c.version)).all()
    return [
        {"brand": row.slug, "brief_id": row.brief_id, "plan_id": row.plan_id, "version": row.version,
         "accepted": row.version == row.accepted_version, **_entries(orjson.loads(row.result), creator_id)}
        for row in rows
    ]  # fmt: skip


def _entries(result: Document, creator_id: int) -> Document:
    alternates = [one for line in result["lines"] for one in line["alternates"]]
    parts = {"lines": result["lines"], "alternates": alternates, "left_out": result["left_out"]}
    return {name: [one for one in part if one["creator_id"] == creator_id] for name, part in parts.items()}


def _briefs(connection: Connection) -> Sequence[Any]:
    query = select(briefs.c.id, briefs.c.document, brands.c.slug).join(brands, brands.c.id == briefs.c.brand_id)
    has = briefs.c.document.contains(f'"{_EXCLUDED}":', autoescape=True)
    return connection.execute(query.where(has).order_by(briefs.c.id)).all()


def _plans(connection: Connection) -> Sequence[Any]:
    query = select(plan_versions.c.plan_id, plan_versions.c.version, plan_versions.c.request, brands.c.slug)
    query = query.join(plans, plans.c.id == plan_versions.c.plan_id).join(briefs, briefs.c.id == plans.c.brief_id)
    query = query.join(brands, brands.c.id == briefs.c.brand_id)
    has = or_(*(plan_versions.c.request.contains(sign, autoescape=True) for sign in _SIGNS))
    return connection.execute(query.where(has).order_by(plan_versions.c.plan_id, plan_versions.c.version)).all()


def _forget_in_brief(connection: Connection, brief_id: str, names: set[str]) -> None:
    mine = briefs.c.id == brief_id
    document = orjson.loads(_locked(connection, select(briefs.c.document).where(mine))[0])
    document["constraints"][_EXCLUDED] = [one for one in _excluded(document) if one not in names]
    values = {"document": _text(document), "version": briefs.c.version + 1}
    connection.execute(update(briefs).where(mine).values(values))


def _forget_in_plan(connection: Connection, plan_id: str, version: int, erased: Mapping[int, str]) -> None:
    mine = (plan_versions.c.plan_id == plan_id) & (plan_versions.c.version == version)
    texts = _locked(connection, select(plan_versions.c.request, plan_versions.c.result).where(mine))
    request, result = (orjson.loads(text) for text in texts)
    names = {*erased.values()}
    for where, name in (*_lists(request), *_lists(result["request"]), (result["considered"], "not_found")):
        where[name] = [one for one in where[name] if one not in names]
    result["repairs"] = [one for one in result["repairs"] if not _says(one, names)]
    for name in ("agreed", "left_out"):
        result[name] = _others(result[name], erased)
    result["lines"] = [
        {"creator_id": one["creator_id"], "alternates": []} if one["creator_id"] in erased
        else one | {"alternates": _others(one["alternates"], erased)}
        for one in result["lines"]
    ]  # fmt: skip
    connection.execute(update(plan_versions).where(mine).values(request=_text(request), result=_text(result)))


def _others(entries: list[Document], erased: Collection[int]) -> list[Document]:
    return [one for one in entries if one["creator_id"] not in erased]


def _says(repair: Document, names: set[str]) -> bool:
    """Whether a repair's message names one of them, or its patch does."""
    listed = [name for where, key in _lists(repair["patch"]) for name in where[key]]
    return not names.isdisjoint([*listed, *(change["now"] for change in repair["changes"])])


def _excluded(document: Document) -> list[str]:
    return (document.get("constraints") or {}).get(_EXCLUDED) or []


def _lists(request: Document) -> Iterator[tuple[Document, str]]:
    for inside, name in _OF_REQUESTS:
        where = request if inside is None else request.get(inside) or {}
        if where.get(name):
            yield where, name


def _locked(connection: Connection, query: Select[Any]) -> Row[Any]:
    return connection.execute(query.with_for_update()).one()


def _text(document: Document) -> str:
    return orjson.dumps(document).decode()
