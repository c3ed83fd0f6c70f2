"""Settings of the pages of other origins that may call the APIs."""

from typing import Annotated, Literal

from pydantic import Field

from config.values import HeaderName, Origin, Section


class CorsSettings(Section):
    """Rules for web pages of other origins that call the APIs."""

    allowed_origins: list[Origin]
    """Origins whose pages may call the APIs. An empty list allows none. Without an edge there may
    be one only."""
    allowed_methods: Annotated[
        list[Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
        Field(min_length=1),
    ] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    """Methods that pages may use, one at least: AWS's provider leaves an empty list out, and
    CloudFront requires the list."""
    allowed_headers: Annotated[list[HeaderName], Field(min_length=1)] = [
        "authorization",
        "content-type",
        "x-request-id",
        "traceparent",
    ]
    """Request headers that pages may send, one at least, for the same reason as with methods."""
    max_age_seconds: Annotated[int, Field(ge=1, le=86400, examples=[3600])] = 3600
    """Time for which a browser may remember the answer to its preflight request, in seconds, 1 at
    least. AWS's provider does not send a 0, and browsers then take 5 seconds."""
