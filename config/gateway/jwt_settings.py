"""Settings of the tokens that the gateway accepts."""

from typing import Annotated, Literal, Self

from pydantic import Field

from config.values import HttpsUrl, OneLine, Section

_KEYS = "/.well-known/jwks.json"


class JwtSettings(Section):
    """Issuer of the tokens that routes with `auth: required` ask for."""

    issuer: HttpsUrl
    """The `iss` claim that a token must carry, a full URL."""
    jwks_endpoint: Annotated[
        HttpsUrl, Field(examples=["https://login.example.com/.well-known/jwks.json"])
    ]
    """Address at which the issuer publishes its RS256 keys. It must be reachable from the internet
    and have at most 10 keys."""
    audience: Annotated[OneLine, Field(max_length=256, examples=["shop"])] | None
    """The `aud` claim that a token must carry, as one text. A token whose `aud` is a list is
    refused, even if the list contains this audience. null accepts any audience."""
    scope_claim: Literal["scope", "scp"] = "scope"
    """Claim in which this issuer writes what a token is for, which `scopes` of routes ask for.
    scope: as the standard says (RFC 9068), and Auth0, Cognito and Keycloak do. scp: Entra and
    Okta."""
    scope_format: Literal["text", "list"] = "text"
    """Form of that claim. text: names with spaces between them. list: a list of names, as Okta
    writes it."""


class LocalJwtSettings(JwtSettings):
    """Issuer of the tokens that routes with `auth: required` ask for. On Docker it is the stack
    itself, and `make token` makes the tokens."""

    issuer: HttpsUrl = ""
    """The `iss` claim of the tokens. Absent: the gateway's own address with its port."""
    jwks_endpoint: HttpsUrl = ""
    """Address at which the gateway publishes its keys. Absent: `/.well-known/jwks.json` of the
    gateway."""

    def at(self, address: str) -> Self:
        """Returns this issuer with addresses of its own below one of the gateway's, where the file
        names none."""
        return self.model_copy(
            update={
                "issuer": self.issuer or f"{address}/",
                "jwks_endpoint": self.jwks_endpoint or f"{address}{_KEYS}",
            }
        )
