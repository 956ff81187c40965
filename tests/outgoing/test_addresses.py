"""Where webhooks may go: networks that are out of bounds, however an address is written."""

import pytest

from service.outgoing.addresses import Policy, may_go_to, read_target

PUBLIC = Policy(private=False, ports=(443, 8443))
DEVELOPMENT = Policy(private=True, ports=(443,))

_REFUSED = (
    "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "168.63.129.16",
    "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
    "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%lo", "2606:4700::1%lo", "fec0::1", "ff02::1",
    "5f00::1", "4000::1", "", "localhost", "8.8.8.8/32", "08.8.8.8", "0x7f.1", "2130706433",
)  # fmt: skip
_ALLOWED = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
    "168.63.129.15", "168.63.129.17",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700:4700::1111", "2a00:1450::1", "2003::1",
)  # fmt: skip


@pytest.mark.parametrize("address", _REFUSED)
def test_addresses_that_are_not_of_the_public_internet_are_refused(address: str) -> None:
    assert not may_go_to(address, PUBLIC)


@pytest.mark.parametrize("address", _ALLOWED)
def test_public_addresses_are_allowed_up_to_the_edges_of_what_is_not(address: str) -> None:
    assert may_go_to(address, PUBLIC)


def test_an_operator_may_allow_private_addresses() -> None:
    assert all(may_go_to(address, DEVELOPMENT) for address in ("127.0.0.1", "10.0.0.1", "::1", "fe80::1"))
    assert not may_go_to("localhost", DEVELOPMENT)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://example.com/", "must begin with https://"),
        ("ftp://example.com/", "must begin with https://"),
        ("example.com/hook", "must begin with https://"),
        ("https://", "must name a host"),
        ("https:///path", "must name a host"),
        ("https://user@example.com/", "user name"),
        ("https://user:word@example.com/", "user name"),
        ("https://example.com@127.0.0.1/", "user name"),
        ("https://example.com:80/", "must be to port 443 or 8443"),
        ("https://example.com:22/", "must be to port 443 or 8443"),
        ("https://example.com:0/", "port 0"),
        ("https://example.com:65536/", "Port out of range"),
        ("https://example.com:x/", "Port could not be cast"),
        ("https://example.com/#part", "#"),
        ("https://example.com/#", "#"),
        ("https://example.com/a b", "printable ASCII"),
        ("https://example.com/\r\nX: y", "printable ASCII"),
        ("https://exämple.com/", "xn--"),
        ("https://example.com\\@127.0.0.1/", "printable ASCII"),
        ("https://127.0.0.1/", "private or reserved"),
        ("https://[::1]/", "private or reserved"),
        ("https://[::ffff:10.0.0.1]/", "private or reserved"),
        ("https://[::1/", "Invalid IPv6"),
        ("https://example.com/" + "a" * 2048, "at most 2048"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_what_is_wrong(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        read_target(url, PUBLIC)


def test_an_address_is_taken_apart() -> None:
    target = read_target("https://Hooks.Example.com:8443/a/b?x=1&y=", PUBLIC)
    assert (target.host, target.port, target.path, target.is_tls) == ("hooks.example.com", 8443, "/a/b?x=1&y=", True)
    assert read_target("https://example.com", PUBLIC).path == "/"


def test_in_development_http_and_every_port_will_do() -> None:
    target = read_target("http://localhost:9000/hook", DEVELOPMENT)
    assert (target.port, target.is_tls) == (9000, False)
    assert read_target("http://localhost/", DEVELOPMENT).port == 80
