"""Headers that every answer may have, whatever was asked."""

from flask import Response

from service.api.context import answer
from service.api.operation import Deprecated, operation
from service.app import create_app
from tests.builders import Api


def test_an_operation_that_is_to_go_says_so_in_answers_and_in_the_document(api: Api) -> None:
    ends = Deprecated(since=1_790_000_000, sunset=1_830_000_000, link="/docs")

    @operation("listOld", needs="creators:read", deprecated=ends)
    def old() -> Response:
        """List what is old."""
        return answer({})

    app = create_app(api.backends)
    app.add_url_rule("/v1/old", view_func=old)
    response = app.test_client().get("/v1/old", headers=dict(api.marketplace))
    assert response.headers["Deprecation"] == "@1790000000"
    assert response.headers["Sunset"] == "Tue, 28 Dec 2027 13:20:00 GMT"
    assert response.headers["Link"] == '</docs>; rel="deprecation"'
    assert old._apidoc["manual_doc"]["deprecated"] is True  # type: ignore[attr-defined]
    assert "Deprecation" not in api.get("/v1/creators").headers
