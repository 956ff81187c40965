"""GET /docs: the contract to read and to try out, by Swagger UI. Everything comes from this service, nothing inline."""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from service.errors import NotFound

blueprint = Blueprint("docs", __name__)

_OWN = Path(__file__).parent
_SWAGGER_UI = Path(str(files("flask_swagger_ui"))) / "dist"
_ASSETS = {"start.js": _OWN, "swagger-ui.css": _SWAGGER_UI, "swagger-ui-bundle.js": _SWAGGER_UI,
           "favicon-32x32.png": _SWAGGER_UI}  # fmt: skip
# Images: the icons in Swagger UI's style sheet are data.
_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
           "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")  # fmt: skip


@blueprint.get("/docs")
def page() -> Response:
    response = send_from_directory(_OWN, "index.html", max_age=0)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/docs/<name>")
def asset(name: str) -> Response:
    if name not in _ASSETS:
        raise NotFound("the page has no such part")
    return send_from_directory(_ASSETS[name], name, max_age=3600)


page.is_public = asset.is_public = True  # type: ignore[attr-defined]
