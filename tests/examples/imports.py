"""An import as a job: a file of another tool, tried out, mapped, read."""

from tests.builders import MERGE_PATCH
from tests.examples.step import Step

_CSV = "Influencer ID,Full name,About,Country,IG handle,IG followers\n" \
       "C-81,Paul Meyer,Camping cook with one burner and one pan,Germany,paul.outdoors,15400\n" \
       "C-82,Anna Koch,,Germany,anna.koch,9100\n"  # fmt: skip
_MAPPING = {
    "fields": {
        "external_id": {"column": "Influencer ID"},
        "name": {"column": "Full name"},
        "text": {"column": "About"},
        "country": {"column": "Country", "transform": "country"},
        "accounts.0.platform": {"constant": "instagram"},
        "accounts.0.handle": {"column": "IG handle"},
        "accounts.0.followers": {"column": "IG followers", "transform": "number"},
    }
}

STEPS = [
    Step("An import of another tool's file", "marketplace", "POST", "/v1/imports", {"format": "csv"}, 201,
         keeps={"import_id": "id"}),
    Step("Its only part", "marketplace", "PUT", "/v1/imports/{import_id}/parts/1", _CSV, content_type="text/csv"),
    Step("What would be understood of it", "marketplace", "POST", "/v1/imports/{import_id}:preview?rows=1"),
    Step("How its columns are to be read", "marketplace", "PATCH", "/v1/imports/{import_id}", {"mapping": _MAPPING},
         content_type=MERGE_PATCH),
    Step("It is started", "marketplace", "POST", "/v1/imports/{import_id}:start", status=202),
    Step("It is done", "marketplace", "GET", "/v1/imports/{import_id}", until=lambda body: body["finished_at"]),
    Step("What was wrong with its lines", "marketplace", "GET", "/v1/imports/{import_id}/errors"),
    Step("All imports", "marketplace", "GET", "/v1/imports"),
    Step("An import is removed, what it saved stays", "marketplace", "DELETE", "/v1/imports/{import_id}", status=204),
]  # fmt: skip
