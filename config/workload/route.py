"""A route: the requests from outside that a service answers, and who may send them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Host, Name, PathPrefix, Section, aws_facts
from config.workload.caller_networks import CallerNetwork
from config.workload.claims import Claim, ClaimName, ScopeName

_ANYWAY = "is checked in every token; leave it out"
_ELSEWHERE = {
    "aud": "is checked in every token; write it as audience of the issuer",
    "iss": "is checked in every token; write it as issuer of the issuer, and name that by issuer",
    "exp": _ANYWAY,
    "iat": _ANYWAY,
    "nbf": _ANYWAY,
    "scope": "is asked for by scopes; write it there",
    "scp": "is asked for by scopes; write it there, and scope_claim: scp at the issuer",
}
"""Claims that a route asks for otherwise, each with how."""
_CLAIMS = 8
"""Number of claims that a route may ask for. The load balancer checks ten; the audience and the
scope are two of them."""


class Route(Section):
    """Requests that a service answers, namely those that match one of the hosts and one of the
    paths."""

    paths: Annotated[list[PathPrefix], Field(min_length=1)] = ["/"]
    """Path prefixes. /api/orders matches itself and everything below it."""
    hosts: list[Host] = []
    """Labels below the environment's domain, or `@` for the domain itself; `api@germany` and
    `@germany` are the same at a further domain, which the settings name under `domains`. Empty: any
    host matches."""
    auth: Literal["required", "none", "mtls"] = "required"
    """Access rule of the route. required: the gateway checks a JSON Web Token and answers 401
    without a valid one. none: everybody may call it. mtls: only clients with a certificate of an
    authority of `gateway.mtls` connect at all; the service learns who it is by the headers
    X-Amzn-Mtls-Clientcert-Subject, -Issuer, -Serial-Number, -Validity and -Leaf. It needs hosts of
    its own, and all routes of a service have it, or none."""
    issuer: Annotated[Name, Field(examples=["staff"])] | None = None
    """Name of the issuer whose tokens the route takes: one of `gateway.issuers` of the environment,
    or a user pool of the workload, of which access tokens count and no ID tokens. Absent: the
    issuer of `gateway.jwt`. A token of another issuer is answered with 401."""
    client: Annotated[Name, Field(examples=["web"])] | None = None
    """Client of the user pool that `issuer` names, whose tokens alone the route takes. Absent: any
    client's of the pool."""
    scopes: list[ScopeName] = []
    """Scope that a token must have, one at most, such as orders:write. Without it the gateway
    answers 401. Empty: any token of the issuer will do."""
    claims: Annotated[
        dict[ClaimName, Claim],
        Field(max_length=_CLAIMS, examples=[{"role": "admin"}, {"groups": ["admins"]}]),
    ] = {}
    """Further claims that a token must have, by name, 8 at most; without one of them the gateway
    answers 401. Write each in the form in which the token has it. A text must be the whole claim,
    and a list of one text must be contained in the claim, which then must be a list too. Empty:
    none."""
    allow_from: Annotated[list[CallerNetwork], Field(min_length=1, max_length=100)] | None = None
    """Networks that may call the route, IPv4 or IPv6; others get 403. It needs `waf`, whose
    firewall sees callers by their addresses on the internet. Paths that other routes answer below
    these stay open to all. On Docker the machine itself may always call. Absent: everybody."""
    rate_limit: Annotated[int, Field(ge=10, le=2_000_000_000, examples=[100])] | None = None
    """Number of requests that one client address may make to this route in five minutes, on AWS.
    Further ones are answered with 429. It is for logins and other paths that cost much or invite
    guessing. Absent: only the limit of the whole environment, `gateway.rate_limit_per_address`."""
    cache: bool = False
    """Permission for CloudFront to keep answers for as long as their Cache-Control header says, one
    for each host, path, query, cookie, Accept, Accept-Language, Authorization and Origin. Answers
    without the header are never kept. The service then sees no other header of the client, not even
    on a POST, so leave this false if it needs another one, such as X-CSRF-Token or traceparent. An
    answer that sets a cookie must forbid that it is kept, or the next client would get the same
    cookie. CloudFront sees paths but not hosts, so routes with the same path keep answers only if
    all of them may."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the route fits into a listener rule, which holds five values. A prefix takes
        two (`/a` and `/a/*`), and `/` takes none."""
        values = len(self.hosts) + sum(2 for path in self.paths if path != "/")
        if values > aws_facts.CONDITION_VALUES_PER_RULE:
            yield Broken(
                "paths",
                self.paths,
                f"needs {values} condition values and a listener rule holds "
                f"{aws_facts.CONDITION_VALUES_PER_RULE} (a path takes two, a host one); "
                "split it into several routes",
            )
        if "/" in self.paths and len(self.paths) > 1:
            yield Broken("paths", self.paths, "`/` matches everything; leave the others out")
        yield from self._token_rules()
        yield from self._mutual_rules()
        if self.cache and self.auth == "required":
            yield Broken(
                "cache",
                True,
                "needs auth: none; a kept answer would be given without asking the gateway again "
                "whether the token is still valid",
            )

    def _token_rules(self) -> Iterator[Broken]:
        """Checks that what a route asks of a token can be asked, and is asked at all."""
        asked = {
            "issuer": self.issuer,
            "client": self.client,
            "scopes": self.scopes,
            "claims": self.claims,
        }
        for key, value in asked.items():
            if value and self.auth != "required":
                remedy = f"is asked of a token, and with auth: {self.auth} there is none; leave it "
                remedy += "out, or "
                yield Broken(key, value, f"{remedy}write auth: required", lacks=".auth")
        if len(self.scopes) > 1:
            yield Broken(
                "scopes",
                self.scopes,
                "must be one: AWS does not say whether a token needs all of several scopes or one "
                "of them; ask for one here, and check the rest in the service",
            )
        for name in self.claims:
            if name in _ELSEWHERE:
                yield Broken(("claims", name), self.claims[name], _ELSEWHERE[name])

    def _mutual_rules(self) -> Iterator[Broken]:
        """Checks that a route whose clients show a certificate asks for nothing of the edge, which
        its requests never pass."""
        if self.auth != "mtls":
            return
        if not self.hosts or "@" in self.hosts:
            yield Broken(
                "hosts",
                self.hosts,
                "must be hosts of their own with auth: mtls, and not the domain itself, whose name "
                "leads to the edge; name one, such as partners",
            )
        asked = {"allow_from": self.allow_from, "rate_limit": self.rate_limit, "cache": self.cache}
        for key, value in asked.items():
            if value:
                yield Broken(
                    key,
                    value,
                    "is done at the edge or by its firewall, which clients with a certificate do "
                    "not pass (auth: mtls); leave it out",
                )
