"""The public REST API: one blueprint a resource; marshmallow and flask live here and in `app` only."""
