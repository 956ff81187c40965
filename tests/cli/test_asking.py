"""What people read on the terminal: matches, how things stand, what the doctor says."""

import re
from pathlib import Path

import orjson
import pytest

from tests.builders import creator, ndjson
from tests.cli.commands import Run

BRIEF = """# Pans for home cooks

We look for 2 home cooks on Instagram in Germany, 1 reel each, at most 500 EUR per creator.
Followers between 5k and 50k. Only vegan cooks. No gambling.
"""


@pytest.fixture
def indexed(run: Run) -> Run:
    """A command line over two creators who match the brief, and one whose price is not known."""
    lines = [creator(name="Lena Müller") | {"external_id": "lena"}, creator(name="Ida Müller") | {"external_id": "ida"},
             creator(rate_card=None) | {"external_id": "unpriced"}]  # fmt: skip
    run("import", "-", stdin=ndjson(*lines))
    run("reindex")
    return run


def test_a_markdown_brief_shows_its_title_what_was_understood_the_funnel_and_the_creators(
    indexed: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["COLUMNS"] = "80"
    file = tmp_path / "brief.md"
    file.write_text(BRIEF)
    shown = indexed("match", str(file)).output.decode()
    lines = shown.splitlines()
    assert lines[0].strip() == "Pans for home cooks"
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in shown
    assert orjson.loads(indexed("match", "--json", str(file)).output)["matched"] == 2
    in_words = [re.sub(r"\s+", " ", line).strip() for line in lines]
    assert "countries DE “Germany”" in in_words
    assert any(line.startswith("budget per creator at most 500.00 EUR “") for line in in_words)
    assert any(line.startswith("all indexed 3 █") for line in in_words)
    assert any(re.search(r"budget per creator 2 █+ −1", line) for line in in_words)
    assert any(re.fullmatch(r"1 0\.\d{3} (Lena|Ida) Müller 350\.00 EUR", line) for line in in_words)
    assert any("lena · instagram 12,400 followers · 3.4 % engagement · DE" in line for line in in_words)
    assert "2 of 3 creators match" in shown


def test_a_terminal_without_unicode_and_colour_gets_plain_characters(indexed: Run, environment: dict[str, str]) -> None:
    environment |= {"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    shown = indexed("match", "--limit", "1", "-", stdin=BRIEF.encode()).output
    assert shown.isascii()
    assert b"M?ller" in shown
    assert b"####" in shown
    assert b"these are the best 1" in shown
    assert b"by one change" not in shown


def test_few_matches_come_with_what_would_find_more_and_with_what_is_not_enforced(indexed: Run) -> None:
    text = (b"We need 500 vegan yoga teachers in Germany, 1 reel each, at most 100 EUR per creator. "
            b"At least 50k followers. At most 10k followers.")  # fmt: skip
    shown = indexed("match", "-", stdin=text).output.decode()
    assert "0 of 3 creators match" in shown
    assert re.search(r"\+\d  ignore what the text says of budget", shown)
    in_one_line = " ".join(shown.split())
    assert re.search(r"! required traits “vegan yoga teachers”: .*not enforced", in_one_line)
    assert "! contradiction: " in shown


def test_the_status_speaks_in_units_of_people(indexed: Run) -> None:
    shown = " ".join(indexed("status").output.decode().split())
    assert re.search(r"creators 3 waiting for a vector none index 3 creators, [\d.]+ kB, built \d+ \w+ ago", shown)
    assert re.search(r"disk [\d.]+ [kM]B used here, [\d.]+ [GT]B free", shown)
    assert "nothing serves at" in shown
    indexed("import", "-", stdin=ndjson(creator(text="other pans") | {"external_id": "new"}))
    shown = " ".join(indexed("status").output.decode().split())
    assert "waiting for a vector 1, the oldest for" in shown
    assert "a server holds them in memory" in shown


def test_the_doctor_says_what_to_do_and_ends_with_1_when_something_is_broken(
    indexed: Run, environment: dict[str, str]
) -> None:
    shown = indexed("doctor").output.decode()
    assert re.search(r"✓ ok +index +gen-", shown)
    assert "to do: creatormatch keys create" in shown
    assert "It works" in shown
    environment["CREATORMATCH_THREADS"] = "0"
    assert "✗ failure" in indexed("doctor", expect=1).output.decode()
    found = orjson.loads(indexed("doctor", "--json", expect=1).output)
    assert found["ok"] is False
    assert [one["state"] for one in found["findings"] if one["name"] == "settings"] == ["failure"]


def test_what_a_file_holds_does_not_steer_the_terminal(run: Run) -> None:
    line = creator() | {"external_id": "lena", "\x1b]0;owned\x07\x9b2J\u202eevil": 1}
    for arguments in (("import", "-", "--dry-run"), ("import", "-")):
        shown = run(*arguments, stdin=ndjson(line), expect=1)
        said = (shown.output + shown.errors).decode()
        assert "evil" in said
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)
