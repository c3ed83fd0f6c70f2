"""A user pool of the workload: how people sign in, and which applications get tokens for what."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.teams import Shared
from config.values import Broken, Matching, Name, Section

SCOPES_OF_PEOPLE = ("email", "openid", "profile")
"""Scopes that every client with `flow: code` may ask for, beside those of the pool."""

ScopeLabel = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}",
        "the name of a scope within its resource server, such as read: letters, digits and . _ : -",
    ),
    Field(examples=["read"]),
]

ScopeOfClient = Annotated[
    str,
    Matching(
        r"[a-z](-?[a-z0-9])*/[A-Za-z0-9][A-Za-z0-9._:-]{0,63}",
        "a resource server and its scope, such as api/read; openid, email and profile come with "
        "flow: code",
    ),
    Field(examples=["api/read"]),
]

Callback = Annotated[
    str,
    Matching(
        r"(@([a-z](-?[a-z0-9])*)?|[a-z0-9](-?[a-z0-9])*(@[a-z](-?[a-z0-9])*)?)"
        r"(/[A-Za-z0-9._~-]+)*/?|[a-z][a-z0-9+.-]*://[!\"$-)+->@-~]+",
        "a host of the workload with a path, such as app/signed-in or @/signed-in, or an address "
        "of an app such as com.example.app://signed-in, in ASCII; without # and *",
    ),
    Field(max_length=1024, examples=["app/signed-in"]),
]
"""Address to which Cognito sends a browser back: a label below the environment's domain (or `@`)
with a path, or a whole one."""

_OWN_MACHINE = re.compile(r"http://localhost(:[0-9]+)?(/|$)")
_MOST_SERVERS, _MOST_SCOPES, _MOST_ADDRESSES, _MOST_OF_CLIENT = 25, 100, 100, 50
"""Cognito's quotas: docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"""


ScopesOfServer = Annotated[
    list[ScopeLabel], Field(min_length=1, max_length=_MOST_SCOPES, examples=[["read"]])
]


class UserPoolClient(Section):
    """Application that gets tokens of a user pool: pages, an app, or a program by itself."""

    flow: Literal["code", "client_credentials"]
    """Way to a token, in OAuth's words. code: people sign in at the pool's pages, and the
    application changes a code into tokens; it should use PKCE. client_credentials: a program shows
    its secret and gets a token for its scopes; AWS bills each such client and each token
    (docs/user-pools.md)."""
    secret: bool = False
    """True for an application that can keep a secret: a server, not a page or an app. A client with
    client_credentials always has one. A change replaces the client: it gets another ID, and its
    tokens are refused from then on. Default: false."""
    callbacks: Annotated[
        list[Callback], Field(max_length=_MOST_ADDRESSES, examples=[["app/signed-in"]])
    ] = []
    """Addresses to which people come back after they signed in, of which flow: code needs one. A
    page that asks for another one is refused. Addresses of one environment only, such as those of
    this machine, stand in its settings. Default: none."""
    sign_outs: Annotated[
        list[Callback], Field(max_length=_MOST_ADDRESSES, examples=[["app/"]])
    ] = []
    """Addresses to which people come back after they signed out. Default: none."""
    scopes: Annotated[
        list[ScopeOfClient], Field(max_length=_MOST_OF_CLIENT - 3, examples=[["api/read"]])
    ] = []
    """Scopes that its tokens may have, of the pool's `scopes`. With flow: code there are openid,
    email and profile beside them. Default: none."""

    @property
    def has_secret(self) -> bool:
        """True if Cognito makes a secret for it."""
        return self.secret or self.flow == "client_credentials"

    def rules(self) -> Iterator[Broken]:
        """Checks that each flow has what it needs, and nothing that it never uses."""
        if self.flow == "code" and not self.callbacks:
            remedy = "must name an address to which people come back, such as app/signed-in"
            yield Broken("callbacks", [], remedy)
        if self.flow == "client_credentials":
            for key, given in {"callbacks": self.callbacks, "sign_outs": self.sign_outs}.items():
                if given:
                    remedy = "must be left out with flow: client_credentials, where nobody signs in"
                    yield Broken(key, given, remedy, lacks=".flow")
            if not self.scopes:
                remedy = "must name a scope with flow: client_credentials, such as api/read: "
                yield Broken("scopes", [], f"{remedy}Cognito gives no token without one")
        for key in ("callbacks", "sign_outs"):
            for at, each in enumerate(getattr(self, key)):
                if each.startswith("http://") and not _OWN_MACHINE.match(each):
                    remedy = "must begin with https://; Cognito takes http:// for localhost only"
                    yield Broken((key, at), each, remedy)


class UserPool(Shared):
    """People who sign in to the workload's pages and apps, in Amazon Cognito, which issues their
    tokens. A route that names the pool as its `issuer` takes its access tokens, and no others."""

    sign_in: Literal["email", "username"] = "email"
    """Name by which people sign in. email: their address, which they prove. username: one that they
    choose. A change replaces the pool, and ALL ITS USERS ARE LOST; a protected environment refuses
    it. Default: email."""
    mfa: Literal["none", "optional", "required"] = "optional"
    """Second factor by an authenticator app (TOTP). optional: who has set one up is asked for it.
    required: everybody must set one up at the next sign-in. Default: optional."""
    groups: Annotated[list[Name], Field(max_length=300, examples=[["admins"]])] = []
    """Groups to which people belong. Tokens list them as the claim `cognito:groups`, which a route
    may ask for: `claims: {cognito:groups: [admins]}`. Without a line here a group and its
    memberships are deleted. Default: none."""
    scopes: Annotated[
        dict[Name, ScopesOfServer],
        Field(max_length=_MOST_SERVERS, examples=[{"api": ["read", "write"]}]),
    ] = {}
    """Scopes by resource server, in OAuth's words: an API and what may be done there. Tokens have
    them as `api/read`, and routes ask for them so. Default: none."""
    clients: Annotated[
        dict[Name, UserPoolClient],
        Field(max_length=100, examples=[{"web": {"flow": "code", "callbacks": ["app/signed-in"]}}]),
    ] = {}
    """Applications that get tokens, by name. Default: none."""
    sender: Annotated[str, Field(examples=["no-reply"])] | None = None
    """Sender of the pool's mail (codes, invitations), one of `mail.senders`. SES must have found
    the domain's records before, so deploy `mail` first. Absent: Cognito's own address, with 50
    mails a day at most, for the whole account."""

    def scope_names(self) -> list[str]:
        """Returns the scopes as tokens have them, such as api/read."""
        return [f"{server}/{each}" for server, scopes in self.scopes.items() for each in scopes]

    def rules(self) -> Iterator[Broken]:
        """Checks that names are there once, and that clients ask for scopes that exist."""
        yield from super().rules()
        known = self.scope_names()
        for key, names in {"groups": self.groups, "scopes": known}.items():
            for name in sorted({each for each in names if names.count(each) > 1}):
                yield Broken(key, name, "is there twice; leave one out")
        for name, client in self.clients.items():
            for at, scope in enumerate(client.scopes):
                if scope not in known:
                    there = f"there are {', '.join(known)}" if known else "write it there"
                    yield Broken(
                        ("clients", name, "scopes", at),
                        scope,
                        f"is not among scopes; {there}",
                        lacks=f"scopes.{scope}",
                    )
