"""Sample data: fictional creators and briefs for a first start, demos and tests; nobody here is real.

Every person, account, bio, price and brand name is invented. Creators say so (`attributes.fictional`), and their
addresses lie under example.com, which is reserved. The same seed and day give the same documents.
"""

from service.sample.briefs import briefs
from service.sample.creators import creators

__all__ = ["briefs", "creators"]
