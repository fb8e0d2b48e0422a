"""Where a request comes from: what may be believed of it."""

from functools import lru_cache
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import Request

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def address_of(request: Request) -> str:
    """The address of the caller. `X-Forwarded-For` is believed only from `TACT_TRUSTED_PROXIES`, read from its end."""
    peer = request.client.host if request.client else ""
    trusted = request.app.state.settings.trusted_proxies
    for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if not _is_in(peer, trusted) or not _is_address(hop.strip()):
            break
        peer = hop.strip()
    return peer if _is_address(peer) else ""


def public_address(request: Request, path: str) -> str:
    """`path` as people elsewhere type it: under `TACT_PUBLIC_URL`, else where this request found us."""
    return (request.app.state.settings.public_url or str(request.base_url)).rstrip("/") + path


def is_loopback(request: Request) -> bool:
    """Whether this is surely somebody at this machine: nothing between them and us, and by a local name.

    An installation with a public address has a proxy beside it, whose connections look local too.
    """
    public = urlsplit(request.app.state.settings.public_url).hostname
    names = [request.url.hostname, public or "localhost", urlsplit(request.headers.get("origin", "")).hostname]
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "x-forwarded-host", "forwarded", "via"))
    peer = request.client.host if request.client else ""
    return (
        not forwarded
        and _is_address(peer)
        and ip_address(peer).is_loopback
        and all(name in LOCAL_NAMES for name in names if name)
    )


def bucket(address: str) -> str:
    """What one household or office has: an IPv4 address, or the /64 of an IPv6 one."""
    if _is_address(address) and ip_address(address).version == 6:
        return str(ip_network((address, 64), strict=False))
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: str) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in _networks(networks))


@lru_cache(maxsize=8)
def _networks(text: str) -> tuple:
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
