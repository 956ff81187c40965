"""Imports as jobs: uploaded in parts, tried out, read by a worker."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from service.api import import_schemas as schemas
from service.api.blueprint import Blueprint
from service.api.context import (
    answer,
    backends,
    bad_cursor,
    from_cursor,
    no_content,
    rfc3339,
    rfc3339_or_null,
    to_cursor,
)
from service.api.idempotency import once
from service.api.import_errors import errors_csv, errors_ndjson
from service.api.importing import CREATORS
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.parsing import refuse_compressed
from service.catalog import merge_patch
from service.errors import Invalid, Problem, TooLarge, UnsupportedMedia
from service.import_jobs import uploads
from service.import_jobs.uploads import MAX_PART_BYTES, MAX_PARTS, ImportView
from service.store.imports import Part

blueprint = Blueprint("imports", __name__, url_prefix="/v1", description="Large imports, as jobs")
_PATCH = MergePatch(schemas.ImportPatch, schemas.load_import)

_PART_MEDIA = ("application/octet-stream", "text/csv", "application/x-ndjson")
_PART_BODY = {"required": True, "content": {media: {"schema": {"type": "string"}} for media in _PART_MEDIA}}
_ERROR_FILES = {media: {"schema": {"type": "string"}} for media in ("application/x-ndjson", "text/csv")}


@blueprint.route("/imports")
class Imports(MethodView):
    @operation("listImports", needs="creators:read", marketplace=True)
    @blueprint.arguments(schemas.ImportsQuery, location="query")
    @blueprint.response(200, schemas.ImportPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List imports in the order in which they were made, or the newest first."""
        place, limit = from_cursor(query["cursor"]) if "cursor" in query else "", query["limit"]
        if place and not place.startswith("imp_"):
            raise bad_cursor()
        found = uploads.list_imports(backends(), query.get("state"), place, limit, query["order"])
        cursor = to_cursor(found[-1].stored.id) if len(found) == limit else None
        return answer({"items": [_shown(view) for view in found], "next_cursor": cursor})

    @operation("createImport", needs="creators:write", marketplace=True, once=True, errors=("too_many_imports",))
    @blueprint.arguments(schemas.ImportSchema)
    @blueprint.response(201, schemas.StoredImportShape)
    def post(self, document: dict[str, Any]) -> Response:
        """Make an import: say how its file is to be read, then upload the file in parts."""
        return once(lambda b: uploads.create_import(b, document), _created)


@blueprint.route("/imports/<import_id>")
class OneImport(MethodView):
    @operation("getImport", needs="creators:read", marketplace=True)
    @blueprint.response(200, schemas.StoredImportShape)
    def get(self, import_id: str) -> Response:
        """How far an import is, and which parts have arrived."""
        return answer(_complete(uploads.get_import(backends(), import_id)))

    @operation("updateImport", needs="creators:write", marketplace=True, errors=("import_started",))
    @blueprint.response(200, schemas.StoredImportShape)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, import_id: str) -> Response:
        """Change how an import is read, by a JSON merge patch (RFC 7396), while it is not started: its mapping, say."""
        patch = _PATCH.read()

        def revise(before: dict[str, Any]) -> dict[str, Any]:
            return _PATCH.outcome_of(patch)(merge_patch(before, patch))

        return answer(_complete(uploads.change_import(backends(), import_id, revise)))

    @operation("deleteImport", needs="creators:write", marketplace=True)
    @blueprint.response(204)
    def delete(self, import_id: str) -> Response:
        """Remove an import with everything it stored. One that is running stops; what it saved stays saved."""
        uploads.remove_import(backends(), import_id)
        return no_content()


@blueprint.route("/imports/<import_id>/parts/<number>")
class ImportPart(MethodView):
    @operation("uploadImportPart", needs="creators:write", marketplace=True, errors=("import_started", "too_large"))
    @blueprint.response(200, schemas.PartShape)
    @blueprint.doc(requestBody=_PART_BODY)
    def put(self, import_id: str, number: str) -> Response:
        """Upload a part of the file, up to 16 MiB; it may end in the middle of a line. Sent again it is replaced."""
        return answer(_part(uploads.put_part(backends(), import_id, _number(number), _body())))


@blueprint.route("/imports/<import_id>:preview")
class PreviewImport(MethodView):
    @operation("previewImport", needs="creators:read", marketplace=True, errors=("import_started",))
    @blueprint.arguments(schemas.PreviewQuery, location="query")
    @blueprint.response(200, schemas.Preview)
    def post(self, query: dict[str, Any], import_id: str) -> Response:
        """A dry run over the first rows of what was uploaded: what each column becomes, and what would be saved."""
        return answer(uploads.preview_import(backends(), import_id, CREATORS, query["rows"]))


@blueprint.route("/imports/<import_id>:start")
class StartImport(MethodView):
    @operation("startImport", needs="creators:write", marketplace=True, once=True, errors=("parts_missing",))
    @blueprint.response(202, schemas.StoredImportShape)
    def post(self, import_id: str) -> Response:
        """Let a worker read the import, once every part is there. Started already, it stays as it is."""
        return once(lambda b: uploads.start_import(b, import_id, CREATORS), _started)


@blueprint.route("/imports/<import_id>/errors")
class ImportErrors(MethodView):
    @operation("listImportErrors", needs="creators:read", marketplace=True)
    @blueprint.arguments(schemas.ErrorsQuery, location="query")
    @blueprint.doc(responses={"200": {"description": "A file", "content": _ERROR_FILES}})
    def get(self, query: dict[str, Any], import_id: str) -> Response:
        """What was wrong with each line that failed so far, as NDJSON or CSV; kept for seven days after the end."""
        found, name = uploads.failures(backends(), import_id), f"{import_id}-errors.{query['format']}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if query["format"] == "csv":
            return Response(errors_csv(found), content_type="text/csv; charset=utf-8", headers=headers)
        return Response(errors_ndjson(found), content_type="application/x-ndjson", headers=headers)


def _number(said: str) -> int:
    if not said.isascii() or not said.isdecimal() or len(said) > 4 or not 1 <= int(said) <= MAX_PARTS:
        raise Invalid("parts are numbered from 1", (Problem("path/number", f"must be 1 to {MAX_PARTS}"),))
    return int(said)


def _body() -> bytes:
    """The bytes of a part; raises for other media, encodings and sizes."""
    refuse_compressed(request)
    if request.mimetype not in _PART_MEDIA:
        raise UnsupportedMedia(f"the body must be one of {', '.join(_PART_MEDIA)}")
    if (request.content_length or 0) > MAX_PART_BYTES:
        raise TooLarge(f"a part is at most {MAX_PART_BYTES} bytes")
    request.max_content_length = MAX_PART_BYTES + 1  # a chunked body does not tell its length; it is cut there
    body = request.get_data(cache=False)
    if len(body) > MAX_PART_BYTES:
        raise TooLarge(f"a part is at most {MAX_PART_BYTES} bytes")
    if len(body) < (request.content_length or 1):
        problem = Problem("", "is empty, or shorter than its Content-Length", "truncated")
        raise Invalid("the part did not arrive whole", (problem,))
    return body


def _created(view: ImportView) -> Response:
    return answer(_complete(view), 201, Location=f"/v1/imports/{view.stored.id}")


def _started(view: ImportView) -> Response:
    return answer(_complete(view), 202)


def _complete(view: ImportView) -> dict[str, Any]:
    return _shown(view) | {"parts": [_part(part) for part in view.parts]}


def _shown(view: ImportView) -> dict[str, Any]:
    stored = view.stored
    counts = {name: count for name, count in stored.counts.items() if name != "unidentified"}
    return {
        "id": stored.id,
        **stored.document,
        "state": stored.state,
        "counts": counts,
        "bytes": {"total": stored.bytes_total, "done": stored.bytes_done},
        "rows_per_second": _rows_per_second(view),
        "outcome": stored.outcome,
        "created_at": rfc3339(stored.created_at),
        "started_at": rfc3339_or_null(stored.started_at),
        "finished_at": rfc3339_or_null(stored.finished_at),
    }


def _rows_per_second(view: ImportView) -> float | None:
    started = view.stored.started_at
    seconds = (view.stored.finished_at or view.seen_at) - started if started is not None else 0.0
    return round(view.stored.counts["lines"] / seconds, 1) if seconds > 0 else None


def _part(part: Part) -> dict[str, Any]:
    return {"number": part.number, "bytes": part.size, "sha256": part.sha256}
