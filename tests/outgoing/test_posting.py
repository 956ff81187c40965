"""One POST over real connections: pinned to what was vetted, ended at its deadline, following nothing."""

import http.server
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.outgoing import posting
from service.outgoing.addresses import Policy
from service.outgoing.posting import Answer, post
from tests.hooks import Hook, hook, status

PUBLIC = Policy(private=False, ports=(443,))
DEVELOPMENT = Policy(private=True, ports=(443,))

_SECONDS = 20.0
_HEADERS = {"Content-Type": "application/json"}


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as here:
        yield here


def _send(url: str, policy: Policy = DEVELOPMENT, seconds: float = _SECONDS,
          resolving: posting.Resolve = posting.resolve) -> tuple[int | None, str | None]:  # fmt: skip
    found: Answer = post(url, b"{}", _HEADERS, policy, seconds, resolving)
    return found.status, found.error


def test_a_message_arrives_as_it_was_sent(receiver: Hook) -> None:
    assert _send(receiver.url + "?a=b") == (204, None)
    (got,) = receiver.got
    assert (got.path, got.body) == ("/hook?a=b", b"{}")
    assert (got.headers["content-type"], got.headers["connection"]) == ("application/json", "close")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_nothing_is_sent_to_a_private_address_that_a_name_leads_to(receiver: Hook) -> None:
    here, public, mapped = "127.0.0.1", "93.184.215.14", "::ffff:7f00:1"
    for answers in ([here], [public, here], [here, public], [mapped], []):
        policy = Policy(private=False, ports=(receiver.port,))
        url = f"https://innocent.example:{receiver.port}/"
        assert _send(url, policy, resolving=lambda *_, found=answers: found) == (None, "address_refused")
    assert _send(receiver.url, PUBLIC) == (None, "address_refused")
    assert receiver.got == []


def test_a_name_that_leads_elsewhere_by_the_time_of_the_connection_does_not_take_the_message_along(
    receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resolver changes its answer after the first question: what was vetted is what is connected to."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolver(host: str, *args: object, **options: object) -> object:
        if host != "rebind.example":
            return real(host, *args, **options)  # type: ignore[arg-type]
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with hook(host="127.0.0.2", port=receiver.port) as elsewhere:
        assert _send(f"http://rebind.example:{receiver.port}/hook") == (204, None)
        assert (asked, elsewhere.got) == (["rebind.example"], [])
    assert receiver.got[0].headers["host"] == f"rebind.example:{receiver.port}"


def test_the_next_address_is_tried_where_the_first_takes_no_connection(receiver: Hook) -> None:
    url = f"http://two.example:{receiver.port}/"
    assert _send(url, resolving=lambda *_: ["127.0.0.2", "127.0.0.1"]) == (204, None)


def test_no_redirect_is_followed(receiver: Hook) -> None:
    with hook() as inside:
        for code in (301, 302, 303, 307, 308):
            receiver.answer = status(code, Location=inside.url)
            assert _send(receiver.url) == (code, None)
        assert inside.got == []


def test_no_proxy_of_the_environment_is_used(receiver: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert _send(receiver.url) == (204, None)
        assert proxy.got == []


def _endless(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65_536)


def test_of_an_endless_body_only_the_beginning_is_read(receiver: Hook) -> None:
    receiver.answer = _endless
    assert _send(receiver.url) == (200, None)


def _wait_for_the_end(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.connection.recv(1)


def _silent(handler: http.server.BaseHTTPRequestHandler) -> None:
    _wait_for_the_end(handler)


def _dribbling_headers(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(0.05)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        handler.wfile.write(b"y")
        try:
            if not handler.connection.recv(1):
                return
        except TimeoutError:
            continue


def _forever_continuing(handler: http.server.BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


@pytest.mark.parametrize("answer", [_silent, _dribbling_headers, _forever_continuing], ids=lambda f: f.__name__)
def test_whoever_does_not_answer_is_left_at_the_deadline_however_busy_it_looks(receiver: Hook, answer: object) -> None:
    receiver.answer = answer  # type: ignore[assignment]
    assert _send(receiver.url, seconds=0.5) == (None, "timeout")


def test_a_status_counts_though_its_body_never_ends(receiver: Hook) -> None:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        _wait_for_the_end(handler)

    receiver.answer = answer
    assert _send(receiver.url) == (200, None)


def test_what_is_no_http_is_a_bad_answer(receiver: Hook) -> None:
    many_headers = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200
    for raw in (b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"", many_headers):
        receiver.answer = lambda handler, raw=raw: handler.wfile.write(raw)  # type: ignore[misc]
        found = _send(receiver.url)
        assert found[0] is None
        assert found[1] in ("bad_answer", "connection_failed"), raw


def test_nobody_at_the_other_end_and_names_that_do_not_exist_are_told_apart() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert _send(f"http://127.0.0.1:{unused.getsockname()[1]}/") == (None, "connection_failed")

    def fails(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert _send("http://nowhere.example/", resolving=fails) == (None, "name_not_resolved")
    assert _send(f"http://{'a' * 70}.example/") == (None, "name_not_resolved")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for hooks.example, its key, and the authority that signed it: itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=hooks.example",
         "-addext", "subjectAltName=DNS:hooks.example"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def tls_receiver(authority: Path) -> Iterator[Hook]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "certificate.pem", authority / "key.pem")
    with hook(context) as here:
        yield here


@pytest.fixture
def _trusting(authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "certificate.pem"))
    posting._trust.cache_clear()
    yield
    posting._trust.cache_clear()


@pytest.mark.usefixtures("_trusting")
def test_the_certificate_has_to_be_for_the_name_though_the_connection_is_to_an_address(tls_receiver: Hook) -> None:
    here = {"resolving": lambda *_: ["127.0.0.1"]}
    assert _send(f"https://hooks.example:{tls_receiver.port}/", **here) == (204, None)
    assert tls_receiver.got[0].headers["host"] == f"hooks.example:{tls_receiver.port}"
    assert _send(f"https://other.example:{tls_receiver.port}/", **here) == (None, "tls_failed")
    assert _send(f"https://127.0.0.1:{tls_receiver.port}/") == (None, "tls_failed")
    assert len(tls_receiver.got) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_receiver: Hook) -> None:
    found = _send(f"https://hooks.example:{tls_receiver.port}/", resolving=lambda *_: ["127.0.0.1"])
    assert (found, tls_receiver.got) == ((None, "tls_failed"), [])


def test_a_handshake_that_never_ends_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert _send(url, seconds=0.5) == (None, "timeout")
