"""Platforms wanted, refused and merely mentioned; what is to be made for them."""

import pytest

from tests.briefing.reading_tables import asked


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("Instagram only.", ["instagram"], []),
        ("insta or tik tok both fine, no yutube pls", ["instagram", "tiktok"], ["youtube"]),
        ("TikTok and Reels, not Facebook.", ["tiktok", "instagram"], ["facebook"]),
        ("YT Shorts, nothing on X.", ["youtube"], ["x"]),
        ("Nada de TikTok, solo Instagram para esta campaña.", ["instagram"], ["tiktok"]),
        ("Queremos vídeos no Instagram, sem TikTok.", ["instagram"], ["tiktok"]),
        ("Kein Snapchat, wir wollen nur Instagram.", ["instagram"], ["snapchat"]),
        ("Instagram et TikTok, surtout pas Facebook pour nous.", ["instagram", "tiktok"], ["facebook"]),
        ("Niente YouTube: vogliamo solo TikTok.", ["tiktok"], ["youtube"]),
        ("Instagram ja, TikTok nein.", ["instagram"], ["tiktok"]),
        ("Not only Instagram but TikTok too.", ["instagram", "tiktok"], []),
        ("No TikTok dances.", [], []),
        ("Follow us on Instagram.", [], []),
        ("Our TikTok went viral.", [], []),
        ("Posting on Pinterest would be lovely.", [], []),
    ],
)
def test_it_reads_platforms(text: str, wanted: list[str], refused: list[str]) -> None:
    assert asked(text, "platforms") == wanted
    assert asked(text, "excluded_platforms") == refused


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Two reels and a story.", [("ig_reel", 2), ("ig_story", 1)]),
        ("TikTok only, 3 videos per creator.", [("tt_video", 3)]),
        ("Instagram Stories, five each.", [("ig_story", 5)]),
        ("1 carousel + 1 TikTok.", [("ig_carousel", 1), ("tt_video", 1)]),
        ("Two YT Shorts and one long video each.", [("yt_short", 2), ("yt_dedicated", 1)]),
        ("Wir wollen zwei Reels und drei Storys auf Instagram.", [("ig_reel", 2), ("ig_story", 3)]),
        ("Queremos un vídeo cada uno en YouTube.", [("yt_dedicated", 1)]),
        ("Vogliamo due storie e un post su Instagram.", [("ig_story", 2), ("ig_post", 1)]),
        ("One YouTube integration each.", [("yt_integration", 1)]),
        ("Six reels in total.", [("ig_reel", None)]),
    ],
)
def test_it_reads_deliverables(text: str, kinds: list[tuple[str, int | None]]) -> None:
    assert [(value["kind"], value["quantity"]) for value in asked(text, "deliverables")] == kinds


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        ("What we don't do: TikTok, Snapchat.", ["tiktok", "snapchat"]),
        ("Facebook's out, so is LinkedIn.", ["facebook", "linkedin"]),
        ("Estando excluído o X e o TikTok.", ["tiktok", "x"]),
        ("Sem TikTok desta vez.", ["tiktok"]),
        ("TikTok lassen wir diesmal weg, das ist uns zu laut und nicht das Richtige.", ["tiktok"]),
        ("TikTok, très peu pour nous.", ["tiktok"]),
        ("Anything but Facebook.", ["facebook"]),
        ("È escluso TikTok, perché non è il posto giusto per noi.", ["tiktok"]),
    ],
)
def test_it_reads_platforms_ruled_out_in_other_words(text: str, platforms: list[str]) -> None:
    assert sorted(asked(text, "excluded_platforms")) == sorted(platforms)
