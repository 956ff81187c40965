"""Where documents of brands name creators: by external ids the exclusions of briefs and the requests of plans, with
what results say back of them; by internal ids what plans found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, delete, or_, select, tuple_, update

from service.store.engine import among
from service.store.tables import brands, briefs, plan_creators, plan_versions, plans

Document = dict[str, Any]

_EXCLUDED = "excluded_creators"
# Lists of a plan's request, with the object in it that they stand in.
_OF_REQUESTS = (("candidates", "creators"), ("candidates", "must_have"), ("candidates", "excluded"), (None, "locked"))
# Few documents have such a list at all. `creators` alone is also how many are wanted, an object.
_SIGNS = ('"creators":[', '"must_have":', '"excluded":', '"locked":')
_FEW = 4
_AT_ONCE = 200

_NEW_DOCUMENT = update(briefs).where(briefs.c.id == bindparam("of")).values(version=briefs.c.version + 1)
_NEW_DOCUMENT = _NEW_DOCUMENT.values(document=bindparam("document"))
_NEW_PLAN = update(plan_versions).where(
    plan_versions.c.plan_id == bindparam("of"), plan_versions.c.version == bindparam("at")
)
_NEW_PLAN = _NEW_PLAN.values(request=bindparam("request"), result=bindparam("result"))


def forget_creators(connection: Connection, erased: Mapping[int, str]) -> None:
    """Take creators who are erased out of briefs, which become another version, and out of plans, whose lines about
    them stay as empty ones. `erased`: external by internal ids; the caller has locked them. Briefs are locked first."""
    names = {*erased.values()}
    excluding = [row.id for row in _briefs(connection, names) if names.intersection(_excluded(_read(row.document)))]
    for begin in range(0, len(excluding), _AT_ONCE):
        _forget_in_briefs(connection, excluding[begin : begin + _AT_ONCE], names)
    found = among(connection, plan_creators.c.creator_id, list(erased))
    keys = {(row.plan_id, row.version) for row in connection.execute(select(plan_creators).where(found))}
    for row in _plans(connection, names):
        if any(names.intersection(where[name]) for where, name in _lists(_read(row.request))):
            keys.add((row.plan_id, row.version))
    versions = sorted(keys)
    for begin in range(0, len(versions), _AT_ONCE):
        _forget_in_plans(connection, versions[begin : begin + _AT_ONCE], erased)
    connection.execute(delete(plan_creators).where(found))


def of_creator(connection: Connection, external_id: str) -> list[Document]:
    """Briefs and plans that name a creator: the brand, the brief or the plan and its version, and in which list."""
    found: list[Document] = [
        {"brand": row.slug, "brief_id": row.id, "list": _EXCLUDED}
        for row in _briefs(connection, {external_id})
        if external_id in _excluded(_read(row.document))
    ]
    for row in _plans(connection, {external_id}):
        named = [name for where, name in _lists(_read(row.request)) if external_id in where[name]]
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
         "accepted": row.version == row.accepted_version, **_entries(_read(row.result), creator_id)}
        for row in rows
    ]  # fmt: skip


def _entries(result: Document, creator_id: int) -> Document:
    lines = result.get("lines", [])
    alternates = [one for line in lines for one in line.get("alternates", ())]
    parts = {"lines": lines, "alternates": alternates, "left_out": result.get("left_out", [])}
    return {name: [one for one in part if one["creator_id"] == creator_id] for name, part in parts.items()}


def _briefs(connection: Connection, names: Collection[str]) -> Sequence[Any]:
    """Those that may exclude one of the names."""
    query = select(briefs.c.id, briefs.c.document, brands.c.slug).join(brands, brands.c.id == briefs.c.brand_id)
    has = _has(briefs.c.document, names, (f'"{_EXCLUDED}":',))
    return connection.execute(query.where(has).order_by(briefs.c.id)).all()


def _plans(connection: Connection, names: Collection[str]) -> Sequence[Any]:
    """Those whose request may hold one of the names."""
    query = select(plan_versions.c.plan_id, plan_versions.c.version, plan_versions.c.request, brands.c.slug)
    query = query.join(plans, plans.c.id == plan_versions.c.plan_id).join(briefs, briefs.c.id == plans.c.brief_id)
    query = query.join(brands, brands.c.id == briefs.c.brand_id).where(_has(plan_versions.c.request, names, _SIGNS))
    return connection.execute(query.order_by(plan_versions.c.plan_id, plan_versions.c.version)).all()


def _has(column: ColumnElement[str], names: Collection[str], signs: Sequence[str]) -> ColumnElement[bool]:
    """Few names the database looks for itself; of more it has what holds any at all."""
    wanted = [f'"{name}"' for name in names] if len(names) <= _FEW else signs
    return or_(*(column.contains(one, autoescape=True) for one in wanted))


def _forget_in_briefs(connection: Connection, brief_ids: Sequence[str], names: set[str]) -> None:
    mine = select(briefs.c.id, briefs.c.document).where(briefs.c.id.in_(brief_ids)).order_by(briefs.c.id)
    rows = []
    for row in connection.execute(mine.with_for_update()).all():
        document = _read(row.document)
        if names.intersection(_excluded(document)):
            document["constraints"][_EXCLUDED] = [one for one in _excluded(document) if one not in names]
            rows.append({"of": row.id, "document": _text(document)})
    if rows:
        connection.execute(_NEW_DOCUMENT, rows)


def _forget_in_plans(connection: Connection, versions: Sequence[tuple[str, int]], erased: Mapping[int, str]) -> None:
    c = plan_versions.c
    mine = select(plan_versions).where(tuple_(c.plan_id, c.version).in_(versions)).order_by(c.plan_id, c.version)
    rows = []
    for row in connection.execute(mine.with_for_update()).all():
        request, result = _forgotten(_read(row.request), _read(row.result), erased)
        rows.append({"of": row.plan_id, "at": row.version, "request": _text(request), "result": _text(result)})
    if rows:
        connection.execute(_NEW_PLAN, rows)


def _forgotten(request: Document, result: Document, erased: Mapping[int, str]) -> tuple[Document, Document]:
    """Both without them. An erasure has to succeed whatever a result lacks: it may be that of an earlier version."""
    names = {*erased.values()}
    for where, name in (*_lists(request), *_lists(result.get("request") or {}), *_not_found(result)):
        where[name] = [one for one in where[name] if one not in names]
    for name, part in result.items():
        if name == "repairs":
            result[name] = [one for one in part if not _says(one, names)]
        elif name in ("agreed", "left_out"):
            result[name] = _others(part, erased)
        elif name == "lines":
            result[name] = [_line(one, erased) for one in part]
    return request, result


def _line(line: Document, erased: Collection[int]) -> Document:
    if line["creator_id"] in erased:
        return {"creator_id": line["creator_id"], "alternates": []}
    return line | {"alternates": _others(line.get("alternates", []), erased)}


def _not_found(result: Document) -> Iterator[tuple[Document, str]]:
    considered = result.get("considered") or {}
    if considered.get("not_found"):
        yield considered, "not_found"


def _others(entries: list[Document], erased: Collection[int]) -> list[Document]:
    return [one for one in entries if one["creator_id"] not in erased]


def _says(repair: Document, names: set[str]) -> bool:
    """Whether a repair's message names one of them, or its patch does."""
    listed = [name for where, key in _lists(repair.get("patch") or {}) for name in where[key]]
    return not names.isdisjoint([*listed, *(change["now"] for change in repair.get("changes", ()))])


def _excluded(document: Document) -> list[str]:
    return (document.get("constraints") or {}).get(_EXCLUDED) or []


def _lists(request: Document) -> Iterator[tuple[Document, str]]:
    for inside, name in _OF_REQUESTS:
        where = request if inside is None else request.get(inside) or {}
        if where.get(name):
            yield where, name


def _read(document: str) -> Document:
    found: Document = orjson.loads(document)
    return found


def _text(document: Document) -> str:
    return orjson.dumps(document).decode()
