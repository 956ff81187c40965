"""Where requests may go: the form of an address, and the networks that are out of bounds.

Networks are listed here one by one (from the registries of special-purpose addresses, RFC 6890 and its successors):
what Python's `ipaddress` calls global differs between its versions.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

_LONGEST = 2048

_REFUSED_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number, and answers inside Azure alone: its platform
        "169.254.0.0/16",  # link-local, and metadata services of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 nothing but global unicast is let out: neither ::1, ::, IPv4-mapped ::ffff:0:0/96, NAT64 64:ff9b::/96, discard
# 100::/64, private fc00::/7, link-local fe80::/10 nor multicast ff00::/8 lie in it.
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, with Teredo, benchmarks and ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


@dataclass(frozen=True)
class Policy:
    """Where an operator lets requests go. `private`: anywhere, by http too; for development."""

    private: bool
    ports: Collection[int]


@dataclass(frozen=True)
class Target:
    """An address in parts. `host` is a name or an address in its ASCII form, `path` has the query string."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"


def read_target(url: str, policy: Policy) -> Target:
    """Take an address apart; raises ValueError saying what is wrong with it."""
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError(f"must be at most {_LONGEST} printable ASCII characters; write other hosts as xn--…")
    parts = urlsplit(url)
    schemes = ("https", "http") if policy.private else ("https",)
    if parts.scheme not in schemes:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    if "@" in parts.netloc:
        raise ValueError("must hold no user name or password")
    if parts.fragment or "#" in url:
        raise ValueError("must have no part after a #")
    if not parts.hostname:
        raise ValueError("must name a host")
    port = _port(parts.port, parts.scheme)
    if not policy.private and port not in policy.ports:
        raise ValueError(f"must be to port {' or '.join(map(str, sorted(policy.ports)))}")
    if _is_refused_number(parts.hostname, policy):
        raise ValueError("must not be to a private or reserved address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path)


def may_go_to(address: str, policy: Policy) -> bool:
    """Whether a request may be sent to an IP address, as a resolver gives it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if policy.private:
        return True
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _REFUSED_4)
    return ip in _GLOBAL_6 and ip.scope_id is None and not any(ip in network for network in _REFUSED_6)


def _port(port: int | None, scheme: str) -> int:
    """`parts.port` raises ValueError by itself for what is no port."""
    if port == 0:
        raise ValueError("must not be to port 0")
    return port or (443 if scheme == "https" else 80)


def _is_refused_number(host: str, policy: Policy) -> bool:
    """A host that is an address already; names are vetted when they are resolved."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not may_go_to(host, policy)
