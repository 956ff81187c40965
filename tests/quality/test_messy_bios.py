"""Messy bios with the real encoder: they break nothing, and stuffing a bio with keywords does not pay."""

from collections.abc import Iterator

import pytest

from service.domain.niche import NICHES
from tests.builders import Api, offences, prepare, running_api, settings

pytestmark = pytest.mark.slow

# By niche: three honest bios, words that stuff a bio, and a brief.
HONEST = {
    "food_vegan": (
        ["Plant-based dinners from my tiny kitchen in Leeds. New recipe every Thursday, mostly lentils.",
         "Vegan for nine years, cooking for two picky kids. Batch meals, lunch boxes, honest tofu.",
         "I veganise my grandmother's recipes, one stew at a time. Sometimes it even works."],
        "vegan plantbased recipes vegan food tofu vegan dinner dairyfree",
        "We make oat-based cooking cream and want people who cook vegan meals at home.",
    ),
    "fitness_running": (
        ["Slow marathoner, fast talker. Long runs on Sunday, intervals on Wednesday, cake after both.",
         "From couch to ultra trail in four years. Race reports, blisters and mountain mornings.",
         "Running coach in Porto. I help beginners to their first 10k without hurting their knees."],
        "running runner marathon run trailrunning 10k race runningcoach",
        "A running shoe brand looks for runners who train for a half marathon this spring.",
    ),
    "beauty_skincare": (
        ["Dry, sensitive skin since 1989. I read ingredient lists so that you do not have to.",
         "Pharmacist by day, sunscreen nerd by night. Routines under twenty euros.",
         "Acne scars and how I learned to treat them gently. Serums, patience, no filters."],
        "skincare skin serum glow skincareroutine sunscreen moisturizer beauty",
        "Our gentle face serum needs creators who show their daily skincare routine.",
    ),
    "gaming": (
        ["I play strategy games on PC, three evenings a week. Long campaigns and bad puns.",
         "Quiet gaming computers on small budgets: which graphics card runs which game.",
         "Retro shooters at modern frame rates. PC settings, mods and a lot of losing."],
        "pcgaming gaming gamer pc games rtx steam esports",
        "We sell gaming keyboards and want PC gamers who show the games that they play.",
    ),
    "travel_trips": (
        ["Travelling Europe by night train with one small bag. Timetables are my love language.",
         "Slow travel through Europe: trips by rail, cheap hostels, and what I packed for them.",
         "I share my trips through Europe, a country every month, with luggage that fits under the seat."],
        "travel wanderlust traveler travelgram trip explore vacation backpacking",
        "A luggage brand wants travellers who share their trips through Europe.",
    ),
}  # fmt: skip
# Somebody of none of these niches.
_STRANGER = "Tax advice for freelancers, deadlines and forms. I answer what the office does not."
_HASHTAGS = " ".join(f"#{niche.id.split('_')[-1]}" for niche in NICHES[::4])[:400]
MESSY = {
    "one_word": "hi", "dot": ".", "emoji": "🍳🏃‍♀️✨🔥💄🎮✈️", "flags": "🇩🇪🇦🇹", "tags": _HASHTAGS,
    "mixed": "Привет 안녕 नमस्ते hello مرحبا 你好 γειά", "zalgo": "h̷̛͇e̵͓͝l̶̰̏l̴̼͘o̷͎͐",
    "bold": "𝕿𝖗𝖆𝖛𝖊𝖑 𝖆𝖓𝖉 𝖋𝖔𝖔𝖉",
    "rtl": "\u202eevol\u202c", "long": ("I like many things and none of them much. " * 240)[:10_000],
    "numbers": "1 2 3 4 5 6 7 8 9",
    "one_letter": "a " * 4_000, "links": "https://example.com/a?b=c " * 30, "joined": "x" * 10_000,
}  # fmt: skip


def _stuffings(bio: str, words: str) -> dict[str, str]:
    """Copies of a bio that try to climb."""
    return {
        "repeated": f"{bio} {(words + ' ') * 12}",
        "before": f"{(words + ' ') * 12} {bio}",
        "list_alone": (words + " ") * 20,
        "tags": f"{bio} " + " ".join(f"#{word}" for word in words.split() * 6),
        "commas": f"{bio} " + ", ".join(words.split() * 8),
        "many_niches": f"{bio} {_HASHTAGS}",
    }


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    environment = settings(tmp_path_factory.mktemp("messy") / "data", encoder="all-MiniLM-L6-v2", wait_seconds="300")
    prepare(environment)
    crowd = {f"{niche}-{i}": bio for niche, (bios, _, _) in HONEST.items() for i, bio in enumerate(bios)} | MESSY
    stuffed = {
        f"{niche}-{who}-{way}": text
        for niche, (bios, words, _) in HONEST.items()
        for who, bio in (("0", bios[0]), ("stranger", _STRANGER))
        for way, text in _stuffings(bio, words).items()
    }
    with running_api(environment) as running:
        lines = [{"external_id": name, "name": "Sam", "text": text} for name, text in (crowd | stuffed).items()]
        response = running.import_lines(*lines, query={"wait": "indexed"})
        assert response.headers["Creatormatch-Indexed"] == "true"
        assert running.get("/v1/status").json["failed"] == 0
        yield running


def _fits(api: Api, niche: str) -> dict[str, float]:
    items = api.match({"limit": 200}, text=HONEST[niche][2])["items"]
    return {item["creator"]["external_id"]: item["components"][0]["value"] for item in items}


@pytest.mark.parametrize("niche", HONEST)
def test_honest_bios_of_a_niche_come_before_everything_messy(api: Api, niche: str) -> None:
    fits = _fits(api, niche)
    least = min(fits[f"{niche}-{i}"] for i in range(3))
    above = {name: round(fits[name], 3) for name in MESSY if fits[name] >= least}
    assert above == {}, f"honest from {least:.3f}"


@pytest.mark.parametrize("niche", HONEST)
def test_a_stranger_does_not_buy_a_place_among_the_honest_bios_with_keywords(api: Api, niche: str) -> None:
    fits = _fits(api, niche)
    least = min(fits[f"{niche}-{i}"] for i in range(3))
    stuffed = [f"{niche}-stranger-{way}" for way in _stuffings("", "")]
    above = {name: round(fits[name], 3) for name in stuffed if fits[name] >= least}
    assert above == {}, f"the honest ones have {least:.3f} and more"


@pytest.mark.parametrize("niche", HONEST)
def test_stuffing_a_bio_does_not_lift_it_above_a_bio_that_was_better(api: Api, niche: str) -> None:
    fits = _fits(api, niche)
    better = [fits[f"{niche}-{i}"] for i in (1, 2) if fits[f"{niche}-{i}"] > fits[f"{niche}-0"]]
    copies = {way: round(fits[f"{niche}-0-{way}"], 3) for way in _stuffings("", "")}
    climbed = {way: fit for way, fit in copies.items() if any(fit >= other for other in better)}
    assert climbed == {}, f"of {fits[f'{niche}-0']:.3f}, above {better}"
    # Keywords said again and again; the hashtags of many niches do gain a little on a bio that is short of words.
    repeated = {way: fit for way, fit in copies.items() if way != "many_niches"}
    assert max(repeated.values()) <= fits[f"{niche}-0"] + 0.01


@pytest.mark.parametrize("name", MESSY)
def test_a_messy_bio_is_a_creator_like_any_other(api: Api, name: str) -> None:
    shown = api.get(f"/v1/creators/{name}").json
    assert shown["embedding"] == {"state": "fresh"}
    assert api.get(f"/v1/creators/{name}/similar", query={"limit": 3}).status_code == 200
    brief = api.post("/v1/match", json={"text": MESSY[name]}, query={"limit": 3, "explain": True})
    assert brief.status_code == 200
    assert all(0 <= item["score"] <= 1 for item in brief.json["items"])


@pytest.mark.parametrize("text", ["", "   ", "\n\n", None])
def test_an_empty_bio_is_refused_by_name(api: Api, text: str | None) -> None:
    refused = api.put("/v1/creators/empty", json={"name": "Sam", "text": text})
    assert refused.status_code == 422
    assert offences(refused)[0][0] == "/text"
