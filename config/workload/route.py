"""A route: the requests from outside that a service answers, and who may send them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, HostLabel, PathPrefix, Section, aws_facts


class Route(Section):
    """Requests that a service answers, namely those that match one of the hosts and one of the
    paths."""

    paths: Annotated[list[PathPrefix], Field(min_length=1)] = ["/"]
    """Path prefixes. /api/orders matches itself and everything below it."""
    hosts: list[HostLabel] = []
    """Labels below the environment's domain, or `@` for the domain itself. Empty: any host
    matches."""
    auth: Literal["required", "none"] = "required"
    """Access rule of the route. required: the gateway checks a JSON Web Token and answers 401
    without a valid one. none: everybody may call it."""
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
        if self.cache and self.auth == "required":
            yield Broken(
                "cache",
                True,
                "needs auth: none; a kept answer would be given without asking the gateway again "
                "whether the token is still valid",
            )
