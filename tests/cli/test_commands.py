"""The command line: what an operator does, on a data folder of its own, in processes of its own."""

import fcntl
import json
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from service.bootstrap import build_backends
from service.config import load_config
from service.errors import Unauthenticated
from tests.builders import creator, ndjson
from tests.cli.commands import Run
from tests.store.acts import erase, put

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"
COMMAND = Path(sys.executable).with_name("creatormatch")
_COMMANDS = ("serve", "worker", "migrate", "import", "export", "keys", "match", "rates", "reindex", "scrub",
             "status", "doctor", "openapi")  # fmt: skip


def test_the_installed_command_names_every_command(environment: dict[str, str]) -> None:
    shown = subprocess.run([COMMAND, "--help"], env=environment, capture_output=True, timeout=120, check=True).stdout
    for name in _COMMANDS:
        assert f"  {name} ".encode() in shown


def test_every_command_has_help_and_needs_no_settings_for_it(run: Run, environment: dict[str, str]) -> None:
    environment["CREATORMATCH_THREADS"] = "wrong"
    for name in _COMMANDS:
        assert b"Usage: creatormatch" in run(name, "--help").output
    assert run("--version").output


def test_names_and_messages_may_look_like_markup(run: Run) -> None:
    wrong = ndjson(creator(country="[/b]") | {"external_id": "a"})
    assert "[/b]" in run("import", "-", stdin=wrong, expect=1).errors.decode()
    run("import", "-", stdin=ndjson(creator(name="L [b] [/x] :eye:") | {"external_id": "lena"}))
    run("reindex")
    assert "L [b] [/x] :eye:" in run("match", "-", stdin=b"dinners").output.decode()
    run("keys", "create", "--role", "brand", "--brand", "acme", "--label", "[/x]")
    assert "[/x]" in run("keys").output.decode()


def test_what_is_imported_comes_out_again(run: Run, creators_file: Path, tmp_path: Path) -> None:
    report = run("import", str(creators_file)).output.decode()
    assert "created" in report
    exported = run("export").output
    assert sorted(line["external_id"] for line in map(orjson.loads, exported.splitlines())) == ["cars", "pans", "pots"]
    again = tmp_path / "again.ndjson"
    run("export", str(again))
    assert again.read_bytes() == exported
    run("import", str(again))
    assert run("export").output == exported
    assert run("import", "-", stdin=exported).status == 0


def test_an_import_names_its_bad_lines_and_says_so_in_its_status(run: Run, tmp_path: Path) -> None:
    lines = ndjson(creator() | {"external_id": "good"}, b"not json", creator(country="XX") | {"external_id": "bad"})
    shown = run("import", "-", stdin=lines, expect=1).errors.decode()
    assert "line 2" in shown
    assert "line 3: /country" in shown
    failed = tmp_path / "failed.ndjson"
    run("import", "--errors", str(failed), "-", stdin=lines, expect=1)
    assert [orjson.loads(line)["line"] for line in failed.read_bytes().splitlines()] == [2, 3]
    assert b"good" in run("export").output


def test_a_mapping_turns_another_tools_export_into_creators(run: Run) -> None:
    export = MAPPINGS / "agency_roster_de.csv"
    how = ("--mapping", str(export.with_suffix(".json")))
    shown = run("import", "--dry-run", *how, str(export), expect=1).output.decode()
    assert all(words in shown for words in ("Beschreibung", "rate_card.rates.ig_reel", "'400 CHF'"))
    assert run("export").output == b""
    assert "line 4" in run("import", *how, str(export), expect=1).errors.decode()
    exported = {one["external_id"]: one for one in map(orjson.loads, run("export").output.splitlines())}
    assert exported.keys() == {"K-101", "K-102"}
    assert exported["K-101"]["rate_card"]["rates"] == {"ig_reel": "1350.00", "ig_story": "240.00"}


def test_csv_with_our_own_columns_needs_no_mapping(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "creators.csv"
    file.write_text("external_id,name,text\nlena,Lena,Quick dinners\n")
    run("import", "--dry-run", str(file))
    run("import", str(file))
    assert orjson.loads(run("export").output)["name"] == "Lena"
    file.write_text("external_id,nmae\n")
    assert b"did you mean 'name'" in run("import", str(file), expect=1).errors


def test_a_synchronising_import_erases_whom_the_file_lacks(run: Run, creators_file: Path) -> None:
    run("import", str(creators_file))
    run("import", "--sync", "-", stdin=ndjson(creator() | {"external_id": "pans"}))
    assert [orjson.loads(line)["external_id"] for line in run("export").output.splitlines()] == ["pans"]


def test_a_brief_is_matched_once_everything_is_indexed(run: Run, creators_file: Path) -> None:
    brief = json.dumps({"text": "cast iron pans", "constraints": {"countries": {"any_of": ["DE"]}}}).encode()
    too_early = run("match", "-", stdin=brief, expect=1).errors.decode()
    assert "reindex" in too_early
    run("import", str(creators_file))
    assert "Published" in run("reindex").output.decode()
    answer = orjson.loads(run("match", "--json", "--limit", "2", "-", stdin=brief).output)
    assert [match["creator"]["external_id"] for match in answer["items"]] == ["pans", "pots"]
    table = run("match", "-", stdin=b"cast iron pans").output.decode()
    assert table.index("pans") < table.index("cars")


@pytest.mark.parametrize(
    "brief", [b'{"text": ""}', b'{"text": "x", "colour": 1}', b'{"text": ', b"", b'{"text": NaN}', b"\xff\xfe"]
)
def test_a_wrong_brief_is_refused_without_a_traceback(run: Run, creators_file: Path, brief: bytes) -> None:
    result = run("match", "-", stdin=brief, expect=1)
    assert result.errors.strip()


def test_the_status_is_a_table_or_json(run: Run, creators_file: Path) -> None:
    assert orjson.loads(run("status", "--json").output)["creators"] == 0
    run("import", str(creators_file))
    run("reindex")
    found = orjson.loads(run("status", "--json").output)
    assert (found["creators"], found["stale"], found["failed"]) == (3, 0, 0)
    assert found["generation"]
    assert "indexed" not in found  # nothing is served here, which is not the same as nothing being indexed
    assert "creators" in run("status").output.decode()


def test_a_second_reindex_embeds_nothing_and_publishes_again(run: Run, creators_file: Path) -> None:
    run("import", str(creators_file))
    first = run("reindex").output
    second = run("reindex", "--from-scratch")
    assert first.startswith(b"Published")
    assert second.output.startswith(b"Published")
    assert b"Embedding" not in second.errors


def test_keys_are_made_listed_rotated_and_revoked(run: Run, environment: dict[str, str]) -> None:
    def role(key: str) -> str:
        """As a server sees it that has not seen the key before."""
        return build_backends(load_config(environment)).keyring.check(key).role

    made = run("keys", "create", "--role", "brand", "--brand", "acme", "--label", "CI").output.decode().strip()
    listed = run("keys").output.decode()
    assert made[:15] in listed
    assert made[16:] not in listed
    assert all(word in listed for word in ("brand", "acme", "CI", "in use"))
    assert role(made) == "brand"
    other = run("keys", "rotate", made[:15], "--overlap-hours", "0").output.decode().strip()
    assert role(other) == "brand"
    with pytest.raises(Unauthenticated):
        role(made)
    run("keys", "revoke", made[:15])
    with pytest.raises(Unauthenticated):
        role(other)


def test_a_key_may_be_narrow_and_end(run: Run, environment: dict[str, str]) -> None:
    narrow = ("--scope", "matches:read", "--days", "7", "--requests-per-minute", "60")
    made = run("keys", "create", "--role", "marketplace", *narrow).output.decode().strip()
    access = build_backends(load_config(environment)).keyring.check(made)
    assert (access.scopes, access.requests_per_minute) == ({"matches:read"}, 60)
    browser = run("keys", "create", "--role", "marketplace", "--origin", "https://shop.example").output.decode().strip()
    assert build_backends(load_config(environment)).keyring.check(browser).publishable



@pytest.mark.parametrize("arguments", [["--role", "brand"], ["--role", "marketplace", "--brand", "acme"]])
def test_a_key_names_a_brand_when_it_is_a_brands(run: Run, arguments: list[str]) -> None:
    assert b"brand" in run("keys", "create", *arguments, expect=1).errors


def test_migrating_twice_is_the_same_as_once(run: Run) -> None:
    assert run("migrate").output == run("migrate").output


def test_the_contract_is_written_to_a_file_or_shown(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    run("openapi", str(file))
    assert file.read_bytes() == run("openapi").output
    assert file.read_bytes().startswith(b"info:")


def test_a_worker_process_is_refused_on_sqlite(run: Run) -> None:
    shown = run("worker", expect=1).errors.decode()
    assert "CREATORMATCH_DATABASE_URL" in shown
    assert "CREATORMATCH_REDIS_URL" in shown


def test_a_second_server_on_the_same_data_is_refused(run: Run, environment: dict[str, str]) -> None:
    data = Path(environment["CREATORMATCH_DATA"])
    data.mkdir()
    with (data / "server.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        shown = " ".join(run("serve", expect=1).errors.decode().split())
    assert "another API process already serves" in shown
    assert "CREATORMATCH_DATA" in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CREATORMATCH_WORKERS", "2"), ("CREATORMATCH_THREADS", "0"), ("CREATORMATCH_POLL_SECONDS", "soon"),
        ("CREATORMATCH_COLOUR", "red"), ("CREATORMATCH_DATABASE_URL", "mysql://x"),
        ("CREATORMATCH_RATES_FILE", "/nowhere.json"), ("CREATORMATCH_DATABASE_URL_FILE", "/nowhere"),
        ("CREATORMATCH_REDIS_URL", "redis://127.0.0.1:1/0"), ("CREATORMATCH_POLL_SECONDS", "nan"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_by_name(run: Run, environment: dict[str, str], name: str, value: str) -> None:
    environment[name] = value
    assert name.removesuffix("_FILE") in run("status", expect=1).errors.decode().replace("\n", "")


def test_a_database_of_another_version_asks_for_a_migration(
    run: Run, environment: dict[str, str], postgres_url: str
) -> None:
    environment["CREATORMATCH_DATABASE_URL"] = postgres_url
    assert "creatormatch migrate" in run("export", expect=1).errors.decode()
    run("migrate")
    assert run("export").output == b""


def test_rates_are_set_from_a_file_shown_and_reset(run: Run) -> None:
    assert b"2026-01-01, from: shipped" in run("rates").output
    rates = {"as_of": "2026-02-03", "base": "USD", "rates": {"EUR": "0.9087654321"}}
    assert b"0.9087654321" in run("rates", "set", "-", stdin=orjson.dumps(rates)).output
    shown = run("rates")
    assert b"2026-02-03, from: api" in shown.output
    assert b"days old" in shown.errors
    for wrong, said in (({"rates": {"EUR": 0.9}}, b"/rates/EUR"), ({"as_of": "9999-12-31"}, b"/as_of")):
        assert said in run("rates", "set", "-", stdin=orjson.dumps(rates | wrong), expect=1).errors
    assert b"from: api" in run("rates").output
    assert b"from: shipped" in run("rates", "reset").output


def test_scrub_cleans_the_files_when_an_erasure_waits_for_it(run: Run, environment: dict[str, str]) -> None:
    backends = build_backends(load_config(environment))
    assert b"No erasure waits" in run("scrub").output
    put(backends.store, "ada")
    erase(backends.store, "ada")
    assert b"Nothing of erased creators is left" in run("scrub").output
    assert b"No erasure waits" in run("scrub").output
    backends.store.close()
