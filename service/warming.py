"""What the first reader would otherwise wait for: loops are compiled and columns derived before anybody asks."""

import numpy as np

from service.backends import Backends
from service.domain.brief import read_brief
from service.domain.niche import NICHES
from service.index.joint import unit
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted
from service.observability import error_kind, log
from service.scoring import Asked, Question, rank, refined

# It asks for something of every kind, of accounts, facets and prices.
_BRIEF = {
    "text": "",
    "deliverables": [{"kind": "ig_reel", "quantity": 2}],
    "budget": {"per_creator": "1000", "currency": "USD", "unknown_price": "include"},
    "constraints": {"audience": [{"gender": "female", "min_share_pct": 0, "unknown": "include"}]},
}


def warm(backends: Backends, snapshot: Snapshot) -> None:
    """Rank once, for nobody."""
    try:
        wanted = Wanted(unit(snapshot.examples[0]), np.zeros(len(NICHES)), 0.0)
        question = Question(read_brief(_BRIEF, backends.rates), refined(backends, snapshot, wanted), Asked(1))
        rank(backends, snapshot, question)
    except Exception as error:  # a reader will meet the same, and be told
        log.warning("not_warmed", error=error_kind(error))
