"""Constrained texts of response headers: a Content-Security-Policy, and other headers by name."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from config.values import HeaderName, closest

_LONGEST = 1783
"""Characters of a header's value that CloudFront takes
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""
_DIRECTIVES = frozenset(
    (
        *("base-uri", "child-src", "connect-src", "default-src", "fenced-frame-src", "font-src"),
        *("form-action", "frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src"),
        *("object-src", "report-to", "report-uri", "require-trusted-types-for", "sandbox"),
        *("script-src", "script-src-attr", "script-src-elem", "style-src", "style-src-attr"),
        *("style-src-elem", "trusted-types", "upgrade-insecure-requests", "worker-src"),
    )
)
"""Directives that browsers know (developer.mozilla.org, Content-Security-Policy)."""
_QUOTED = frozenset(
    (
        *("none", "self", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic"),
        *("wasm-unsafe-eval", "report-sample", "script"),
    )
)
"""Sources that stand in single quotes. Without them each is the name of a host."""
_OWN_KEYS = {
    "content-security-policy": "write it as content_security_policy",
    "strict-transport-security": "is sent already, for a year",
    "x-content-type-options": "is sent already",
    "x-frame-options": "is sent already; a service's own wins, or write frame-ancestors in "
    "content_security_policy",
    "referrer-policy": "is sent already; a service's own wins",
}
_OTHERS = re.compile(
    "access-control-.*|x-amz.*|x-edge-.*|x-cache|via|set-cookie|cache-control|age|date|server|"
    "connection|keep-alive|content-(length|type|encoding|range)|transfer-encoding|trailer|upgrade"
)
"""Headers that gateway.cors, CloudFront or the answer itself decides."""


def _one_line(value: str) -> str:
    if not re.fullmatch(r"[ -~]*[!-~][ -~]*", value):
        raise ValueError("must be one line of plain ASCII, and not empty")
    if len(value) > _LONGEST:
        raise ValueError(f"must have {_LONGEST} characters at most, and has {len(value)}")
    return value


def _policy(value: str) -> str:
    _one_line(value)
    if "," in value:
        raise ValueError("must have no comma, which ends a policy; directives end with `;`")
    seen: set[str] = set()
    for directive in filter(None, map(str.strip, value.split(";"))):
        name, *sources = directive.split()
        if name not in _DIRECTIVES:
            raise ValueError(f"has no directive {name}{closest(name, _DIRECTIVES)}")
        if name in seen:
            raise ValueError(f"names {name} twice, and browsers take the first; merge them")
        seen.add(name)
        for source in sources:
            _check_source(name, source)
    return value


def _check_source(directive: str, source: str) -> None:
    if source in _QUOTED and directive not in ("sandbox", "trusted-types", "report-to"):
        raise ValueError(f"has {directive} {source}, a host of that name; write '{source}'")
    if source.strip("'").startswith("nonce-"):
        raise ValueError(
            "must have no nonce: it is the same in every answer here, so it guards nothing; let "
            "the service send the header, which wins"
        )


def _other_header(name: str) -> str:
    lowered = name.lower()
    if lowered in _OWN_KEYS:
        raise ValueError(_OWN_KEYS[lowered])
    if _OTHERS.fullmatch(lowered):
        raise ValueError("is decided by gateway.cors, CloudFront or the answer itself")
    return name


ContentSecurityPolicy = Annotated[
    str,
    AfterValidator(_policy),
    Field(examples=["default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"]),
]
OtherHeader = Annotated[HeaderName, AfterValidator(_other_header)]
HeaderValue = Annotated[str, AfterValidator(_one_line), Field(examples=["same-origin"])]
