"""What the doctor says of the web server's pages: who can reach them."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.operations.findings import CheckResult

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def projector(url: str, listens: str) -> CheckResult:
    """Whether browsers can reach the projector pages. listens: where the web server listens."""
    parts = urlsplit(url)
    if parts.scheme == "http" and listens in _LOOPBACK and parts.hostname not in _LOOPBACK:
        return CheckResult(
            "warn",
            "projector",
            f"{parts.hostname} is for the hall, but the web server listens on {listens} alone; "
            "set MULAI_WEB_HOST=0.0.0.0, unless a proxy passes /w/ on",
        )
    return CheckResult("ok", "projector", f"pages at {url}/w/")


def curators(listens: str) -> CheckResult:
    """Who can reach the page for curators. listens: where the web server listens."""
    if listens in _LOOPBACK:
        return CheckResult("ok", "curators", "page at /curators, for this machine alone")
    told = f"page at /curators on {listens}; without https before it the password can be read"
    return CheckResult("ok", "curators", told)
