"""Constrained scalars of the web: addresses, origins, headers, TLS policies."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from config.values.aws_facts import TLS_POLICIES
from config.values.types import Matching

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(\.{_LABEL})*\.?"
_INSIDE = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
"""Endings of names that no public name server answers."""


def _https_url(value: str) -> str:
    if not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", value) or len(value) > 256:
        raise ValueError("must be a full https:// URL of at most 256 characters, without a query")
    if not value.isascii():
        raise ValueError("must be written in ASCII: letters beyond a to z as %C3%A9 in a path")
    _check_host_and_port(value)
    return value


def is_public(url: str) -> bool:
    """Returns true if a URL's host may be one on the internet. No name is looked up."""
    host, _ = _check_host_and_port(url)
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.lower().endswith(_INSIDE)


def _origin(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+", value):
        raise ValueError(
            "must be an origin: scheme, host and port only, such as https://app.example.com"
        )
    _check_host_and_port(value)
    return value


def _check_host_and_port(url: str) -> tuple[str, int | None]:
    """Returns the host and port of a URL. Raises ValueError for text that cannot be a host or a
    port."""
    place = url.partition("://")[2].partition("/")[0]
    if "@" in place:
        raise ValueError("must not hold a user or password")
    address = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:]*)(:(\d{1,9}))?", place)
    if address is None or not (
        address[1].startswith("[") or (re.fullmatch(_HOST, address[1]) and len(address[1]) <= 253)
    ):
        raise ValueError(f"must name a host such as app.example.com, not {place!r}")
    port = int(address[3]) if address[3] else None
    if port is not None and not 1 <= port <= 65535:
        raise ValueError("must have a port of 1 to 65535, or none")
    return address[1], port


HttpsUrl = Annotated[
    str, AfterValidator(_https_url), Field(examples=["https://login.example.com/"])
]
Origin = Annotated[str, AfterValidator(_origin), Field(examples=["https://app.example.com"])]

HeaderName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9!#$%&'*+.^_`|~-]+",
        "the name of a header, such as x-request-id: letters, digits and hyphens, without spaces",
    ),
    Field(max_length=100, examples=["x-request-id"]),
]

TlsPolicy = Annotated[
    str,
    Matching(
        r"ELBSecurityPolicy-TLS13-1-[23][A-Za-z0-9-]*",
        f"a policy that refuses TLS 1.0 and 1.1, such as {', '.join(TLS_POLICIES)}",
    ),
    Field(json_schema_extra={"examples": [*TLS_POLICIES]}),
]

_HOST_LABEL, _AT = r"[a-z0-9](-?[a-z0-9]){0,62}", r"@[a-z](-?[a-z0-9]){0,39}"

Host = Annotated[
    str,
    Matching(
        rf"@|{_HOST_LABEL}({_AT})?|{_AT}",
        "one DNS label such as `api`, `@` for the domain itself, or either at a further domain: "
        "`api@germany`, `@germany`",
    ),
    Field(max_length=104, examples=["api", "api@germany"]),
]
"""Host of the environment: a label below its domain, `@` for the domain itself, and with `@<name>`
behind it the same at a further domain, by the name that the settings have for it under
`domains`."""


def parted(host: str) -> tuple[str, str]:
    """Returns the label of a host, and the further domain that it is at: `api@germany` is `api` at
    `germany`, and `@germany` is `@` there. For the environment's own domain the second is empty.

    >>> parted("@"), parted("api"), parted("@germany"), parted("api@germany")
    (('@', ''), ('api', ''), ('@', 'germany'), ('api', 'germany'))
    """
    label, _, domain = host.partition("@")
    return label or "@", domain


NO_DOMAINS: Mapping[str, str] = {}
"""The further domains of an environment that has none."""


def full_name(host: str, domain: str, further: Mapping[str, str] = NO_DOMAINS) -> str:
    """Returns the full DNS name of a host; `further` are the names of further domains."""
    label, at = parted(host)
    below = further[at] if at else domain
    return below if label == "@" else f"{label}.{below}"
