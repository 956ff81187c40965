"""The closed lists, for menus and for whoever writes documents."""

from flask import Response
from flask.views import MethodView

from service import vocabulary
from service.api import responses
from service.api.blueprint import Blueprint
from service.api.context import answer
from service.api.operation import operation
from service.errors import NotFound

blueprint = Blueprint("vocabulary", __name__, url_prefix="/v1", description="Closed lists of ids with names")


@blueprint.route("/vocabulary/<name>")
class OneVocabulary(MethodView):
    @operation("getVocabulary", needs=None)
    @blueprint.response(200, responses.Vocabulary)
    def get(self, name: str) -> Response:
        """One closed list by its name.

        niches, topics, platforms, deliverable_kinds, countries, languages, currencies, tiers, age_bands, genders,
        add_ons, channels, verdicts, rejection_reasons.
        """
        if name not in vocabulary.VOCABULARIES:
            raise NotFound(f"no vocabulary is called {name[:40]!r}; there are {', '.join(vocabulary.VOCABULARIES)}")
        return answer({"items": vocabulary.VOCABULARIES[name](), "next_cursor": None})
