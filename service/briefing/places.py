"""Countries and cities where creators must be."""

from service.briefing.context import Finding, Scene, past, wished
from service.briefing.document import Document
from service.briefing.gazetteer import LONGEST, City, cities, name_key
from service.briefing.lexicon import Mark
from service.briefing.reading import Field
from service.briefing.wordsets import word_set

# Names of places that are also everyday words: heard with a capital and after a place word only.
_COMMON_WORDS = word_set("places_common_words")
_CAPITAL_ONLY = word_set("places_capital_only")
_BE = word_set("places_be")
_DEMONYM_REACH = 6
_REACH = 26
_GREAT = 500_000
# "British true-crime hosts"
_KIND_OF_PEOPLE = 3
_KNOWN = 90_000


def read(scene: Scene) -> list[Finding]:
    document = scene.document
    found: dict[tuple[str, str], Finding] = {}
    located = _located(document)
    located.sort(key=lambda place: (place.first, -place.last))
    covered: set[int] = set()
    for place in located:
        span = set(range(place.first, place.last))
        if span & covered or wished(document, place.first):
            continue
        covered |= span
        if _required(document, place):
            field: Field = "cities" if place.tag == "cities" else "countries"
            found.setdefault((field, place.value), Finding(field, place.value, place.first, place.last))
    for mark in document.marks("demonym"):
        priced = any(
            m.first <= mark.first < m.last for m in document.marks("currency", max(0, mark.first - 3), mark.last + 1)
        )
        if mark.first not in covered and not priced and _demonym(document, mark) and not wished(document, mark.first):
            found.setdefault(("countries", mark.value), Finding("countries", mark.value, mark.first, mark.last))
    for finding in _several(document):
        found.setdefault(("countries", str(finding.value)), finding)
    if not found:
        found.update(_of_there(document, located))
    if not any(field == "cities" for field, _ in found):
        found.update(_of_locals(document, located))
    return list(found.values())


def _located(document: Document) -> list[Mark]:
    """Countries and cities; a great city outside the country of the same name ("Salvador") is the city."""
    located = _cities(document)
    great = {place.first: cities()[name_key(document.words(place.first, place.last))] for place in located}
    for country in _countries(document):
        city = great.get(country.first)
        if city is None or city.country == country.value or city.population < _GREAT:
            located = [place for place in located if place.first != country.first]
            located.append(country)
    return located


def _countries(document: Document) -> list[Mark]:
    marks = []
    for mark in document.marks("country"):
        words = document.words(mark.first, mark.last)
        capital = words[:1].isupper()
        key = document.tokens[mark.first].fold
        if key in ("us", "vs", "vk") and not words.isupper():
            continue
        if mark.last - mark.first == 1 and (key in _CAPITAL_ONLY or len(key) <= 2) and not capital and key != "uk":
            continue
        if not capital and not document.lower_case and key not in ("uk", "usa", "uae", "eeuu", "bundesweit"):
            continue
        marks.append(Mark("countries", mark.value, mark.first, mark.last))
    # "Northern Ireland" holds "Ireland": the longer name is read.
    return [
        m
        for m in marks
        if not any(
            o is not m and o.first <= m.first and m.last <= o.last and o.last - o.first > m.last - m.first
            for o in marks
        )
    ]


def _several(document: Document) -> list[Finding]:
    found = []
    for mark in document.marks("countries"):
        place = Mark("countries", mark.value, mark.first, mark.last)
        if not wished(document, mark.first) and (_required(document, place) or _before_creators(document, place)):
            found += [Finding("countries", code, mark.first, mark.last) for code in mark.value.split()]
    return found


def _cities(document: Document) -> list[Mark]:
    found = []
    sloppy = document.lower_case
    i = 0
    while i < len(document.tokens):
        match = _city_at(document, i, sloppy)
        if match:
            city, last = match
            found.append(Mark("cities", city.name, i, last))
            i = last
        else:
            i += 1
    return found


def _city_at(document: Document, i: int, sloppy: bool) -> tuple[City, int] | None:
    """The city named at token i and the token after its name; looked up once a token."""
    if i not in document.notes:
        document.notes[i] = _look_up(document, i, sloppy)
    found: tuple[City, int] | None = document.notes[i]
    return found


def _look_up(document: Document, i: int, sloppy: bool) -> tuple[City, int] | None:
    token = document.tokens[i]
    if token.kind != "word" or not (token.text[:1].isupper() or sloppy):
        return None
    table = cities()
    end = min(document.sentence(i)[1], i + LONGEST)
    for last in range(end, i, -1):
        words = document.words(i, last)
        if document.tokens[last - 1].kind == "sign" and document.text_at(last - 1) != ".":
            continue
        key = name_key(words)
        city = table.get(key)
        if city and not _ordinary(document, key, i, last, city, sloppy):
            return city, last
    return None


def _ordinary(document: Document, key: str, first: int, last: int, city: City, sloppy: bool) -> bool:
    """Whether the name is rather a word of the language here."""
    if any(t.text in ",;:()!?" for t in document.tokens[first:last]):
        return True
    if (
        document.text_at(last) == "-"
        and document.text_at(last + 1)[:1].isupper()
        and document.tokens[last].start == document.tokens[last - 1].end
    ):
        return not document.starting("place", last + 1) and not document.starting("speak", last + 1)
    if len(key) <= 3 and not document.words(first, last).isupper() and not (sloppy and key == "nyc"):
        return key not in ("rio", "ulm", "gap", "pau", "ude", "jos", "ufa", "goa")
    if last - first > 1:
        return not document.tokens[last - 1].text[:1].isupper() and not sloppy
    if key == "quebec" and first and document.tokens[first - 1].fold == "au":
        return True
    if key in _COMMON_WORDS and not (document.ending("place", first) and not sloppy):
        return not _among_cities(document, first, last)
    if any(
        document.starting(tag, first)
        for tag in (
            "language",
            "demonym",
            "platform",
            "month",
            "creator",
            "follower",
            "request",
            "deliverable",
            "currency",
            "topic",
            "region",
            "negation",
            "exclude",
        )
    ):
        return True
    if sloppy:
        return city.population < 400_000
    start = document.sentence(first)[0]
    labelled = document.text_at(first - 1) == ":" and first >= 2 and document.ending("place", first - 1) is not None
    at_start = (first == start or document.text_at(first - 1) in ':"“(') and not labelled
    return at_start and city.population < 100_000 and not _among_cities(document, first, last)


def _among_cities(document: Document, first: int, last: int) -> bool:
    """ "Bristol, Bath, Exeter": the next in the list is a city of its own right."""
    for comma, other in ((last, last + 1), (first - 1, first - 2)):
        if not 0 <= other < len(document.tokens) or document.sentence(other) != document.sentence(first):
            continue
        joined = document.text_at(comma) in (",", "/", "&") or document.starting("range", comma)
        name = name_key(document.tokens[other].text) if document.tokens[other].text[:1].isupper() else ""
        city = cities().get(name) if joined and name not in _COMMON_WORDS else None
        if city and city.population >= _KNOWN:
            return True
    return False


def _required(document: Document, place: Mark) -> bool:
    """Whether the nearest thing said before the place is about creators, not about the brand."""
    i = place.first
    start, end = document.sentence(i)
    start = max(start, i - _REACH)
    if _outside(document, i, start):
        return False
    if _before_creators(document, place) and not document.has("brand", place.last, min(end, place.last + 2), "self"):
        return True
    lead = _list_start(document, place, start)
    if document.ending("speak", lead) and not document.ending("place", lead):
        return False
    creatorish = max(
        (
            m.last
            for tag in ("creator", "person", "trait", "request", "follower", "scope", "deliverable", "platform")
            for m in document.marks(tag, start, lead)
        ),
        default=-1,
    )
    strong = [m for m in document.marks("place", start, lead, "strong") if lead - m.last <= 3]
    brandish = max((m.last for tag in ("brand", "views") for m in document.marks(tag, start, lead)), default=-1)
    if strong and document.starting("place", lead - 1) is None and not strong:
        return False
    introduced = document.ending("place", lead) is not None or strong
    if brandish >= max(creatorish, 0):
        return bool(strong) and not _brand_subject(document, start, lead) and strong[-1].first > brandish
    if _listed(document, place, start, end):
        return not past(document, i)
    if creatorish < 0:
        return bool(strong) and not _brand_subject(document, start, lead)
    return bool(introduced)


def _outside(document: Document, i: int, start: int) -> bool:
    return bool(document.marks("place", max(start, i - 6), i, "outside")) or bool(
        document.ending("negation", i, "not") and not document.ending("exclude", i, "after")
    )


def _list_start(document: Document, place: Mark, start: int) -> int:
    """The first place of the list that this one stands in ("in Sweden, Denmark and Norway")."""
    lead = place.first
    while lead > start:
        previous = lead - 1
        token = document.tokens[previous]
        if (
            token.text in ",/&+"
            or document.starting("range", previous)
            or token.fold
            in (
                "and",
                "or",
                "the",
                "y",
                "e",
                "et",
                "und",
                "oder",
                "o",
                "ou",
                "in",
                "en",
                "a",
                "la",
                "der",
                "em",
                "no",
                "di",
                "of",
                "as",
                "well",
            )
        ):
            behind = next(
                (p for p in range(max(start, previous - 7), previous) if _is_place(document, p, previous)),
                None,
            )
            if behind is None:
                break
            lead = behind
        else:
            break
    return lead


def _is_place(document: Document, first: int, last: int) -> bool:
    """Whether a place name starts at `first` and only small words stand between it and `last`."""
    mark = document.starting("country", first) or document.starting("region", first)
    if mark:
        return all(
            document.tokens[j].text in ",/&+"
            or document.starting("range", j)
            or document.starting("place", j)
            or len(document.tokens[j].fold) <= 4
            for j in range(mark.last, last)
        )
    match = _city_at(document, first, document.lower_case)
    return match is not None and all(
        document.tokens[j].text in ",/&+." or len(document.tokens[j].fold) <= 3 for j in range(match[1], last)
    )


def _listed(document: Document, place: Mark, start: int, end: int) -> bool:
    """A clause or sentence that only names places: "Leeds, Sheffield or York.", "London only"."""
    first, last = document.sentence(place.first)
    for a, b in (document.clause(place.first), (first, last)):
        if b - a <= 24 and all(_of_list(document, j) for j in range(a, b)):
            return True
    return False


def _of_list(document: Document, i: int) -> bool:
    token = document.tokens[i]
    if token.kind == "sign":
        return True
    if any(
        mark.first <= i < mark.last
        for tag in (
            "place",
            "country",
            "countries",
            "only",
            "range",
            "region",
            "demonym",
            "language",
            "speaking",
            "lingo",
            "creator",
        )
        for mark in document.marks(tag, max(0, i - 4), i + 5)
    ):
        return True
    return any(
        (match := _city_at(document, j, document.lower_case)) is not None and match[1] > i
        for j in range(max(0, i - 3), i + 1)
    )


def _brand_subject(document: Document, start: int, lead: int) -> bool:
    words = {t.fold for t in document.tokens[start:lead]}
    return bool(
        words & {"we", "our", "i", "my", "wir", "unser", "nous", "notre", "somos", "siamo", "estamos"}
    ) and not document.has("request", start, lead)


def _before_creators(document: Document, place: Mark, demonym: bool = False) -> bool:
    """ "UK creators", "US-based people", "Irish and UK influencers"."""
    end = document.sentence(place.first)[1]
    i = place.last
    for _ in range(_DEMONYM_REACH):
        if i >= end:
            return False
        if document.starting("place", i, "based") and (i == place.last or document.text_at(i - 1) == "-"):
            following = i + 1
            return not document.starting("brand", following, "self") and not _of_brand(document, place.first)
        if (
            document.starting("creator", i)
            or (document.starting("person", i, "neutral") and i - place.last <= (_KIND_OF_PEOPLE if demonym else 1))
            or (document.starting("trait", i) or (demonym and document.starting("person", i)))
        ):
            return True
        token = document.tokens[i]
        between = (
            token.text in "-/,&+"
            or document.starting("range", i)
            or document.starting("demonym", i)
            or document.starting("tier", i)
            or document.starting("country", i)
            or document.starting("platform", i)
        )
        if demonym and i - place.last < _KIND_OF_PEOPLE and token.kind == "word" and _people_within(document, i, end):
            return True
        if not between and not (token.kind == "word" and i == place.last and document.starting("creator", i + 1)):
            return False
        i += 1
    return False


def _people_within(document: Document, i: int, end: int) -> bool:
    """A plural of "host" and the like in the next words, with a hyphen at most between."""
    for j in range(i, min(end, i + _KIND_OF_PEOPLE + 1)):
        if document.starting("person", j, "neutral"):
            return True
        if document.tokens[j].kind != "word" and document.text_at(j) != "-":
            return False
        if document.starting("brand", j) or document.starting("place", j):
            return False
    return False


def _of_brand(document: Document, i: int) -> bool:
    """ "We're a Berlin-based fintech": the brand's own place."""
    start = document.sentence(i)[0]
    lead = {t.fold for t in document.tokens[max(start, i - 4) : i]}
    return bool(lead & _WE) and not document.has("request", max(start, i - 4), i, "ask")


_WE = word_set("places_we")


def _demonym(document: Document, mark: Mark) -> bool:
    """Whether a word such as "Canadian" says where creators are: beside the noun for them."""
    if _predicate(document, mark):
        return True
    if _only_people(document, mark):
        return not document.ending("negation", mark.first)
    spoken = document.starting("speak", mark.last, "after") and not document.starting("creator", mark.last)
    if spoken or document.text_at(mark.last) == "-":
        return False
    if document.ending("negation", mark.first):
        return False
    place = Mark("countries", mark.value, mark.first, mark.last)
    if _before_creators(document, place, demonym=True):
        return True
    if (
        document.starting("creator", mark.last + 1)
        and document.tokens[mark.last].kind == "word"
        and not document.starting("brand", mark.last)
        and document.tokens[mark.last].fold not in ("speaking", "for", "by", "with")
    ):
        return True
    start = document.sentence(mark.first)[0]
    for i in range(mark.first - 1, max(start, mark.first - 6) - 1, -1):
        token = document.tokens[i]
        if (creator := document.ending("creator", i + 1)) and creator.last == i + 1:
            return True
        if not (document.starting("demonym", i) or document.starting("range", i) or token.text in ",/&"):
            return False
        if token.text == "," and not document.starting("demonym", i - 1):
            return False
    return False


def _predicate(document: Document, mark: Mark) -> bool:
    """ "Creators should be French"."""
    verb = document.tokens[mark.first - 1].fold if mark.first else ""
    start = document.clause(mark.first)[0]
    return (
        verb in _BE and document.has("creator", start, mark.first) and document.clause(mark.first)[1] - mark.last <= 4
    )


def _only_people(document: Document, mark: Mark) -> bool:
    """ "British only", "Mexican or Colombian": a clause of such words that are no languages."""
    start, end = document.clause(mark.first)
    if document.starting("language", mark.first) or end - start > 8:
        return False
    return all(
        document.tokens[j].kind == "sign" or any(document.starting(tag, j) for tag in ("demonym", "range", "only"))
        for j in range(start, end)
    )


def _of_there(document: Document, located: list[Mark]) -> dict[tuple[str, str], Finding]:
    """ "Market is Austria. Creators must live there.": the places of the sentence before."""
    for cue in document.marks("place_there"):
        start, end = document.sentence(cue.first)
        if not start or not any(document.has(tag, start, end) for tag in ("creator", "request", "person")):
            continue
        before = document.sentence(start - 1)
        named = [place for place in located if before[0] <= place.first < before[1]]
        if named:
            return {
                (_field(place), place.value): Finding(_field(place), place.value, place.first, place.last)
                for place in named
            }
    return {}


def _field(place: Mark) -> Field:
    return "cities" if place.tag == "cities" else "countries"


def _of_locals(document: Document, located: list[Mark]) -> dict[tuple[str, str], Finding]:
    """ "Locals only": where the brand is, if the text names one single city."""
    cue = next((m for m in document.marks("place", 0, None, "local")), None)
    named = {
        place.value: place
        for place in reversed(located)
        if place.tag == "cities" and document.ending("place", place.first)
    }
    if cue is None or len(named) != 1 or wished(document, cue.first):
        return {}
    (place,) = named.values()
    return {("cities", place.value): Finding("cities", place.value, place.first, place.last)}
