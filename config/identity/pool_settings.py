"""Settings of a user pool in one environment."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Matching, Name, Section

DomainPrefix = Annotated[
    str,
    Matching(
        r"(?!.*(aws|amazon|cognito))[a-z0-9](-?[a-z0-9])*",
        "lower-case letters, digits and single hyphens, without aws, amazon and cognito",
    ),
    Field(max_length=63, examples=["shop-sign-in"]),
]

Address = Annotated[
    str,
    Matching(
        r"(https://(?=.)|http://localhost(?=[:/]|$)|(?!https?:)[a-z][a-z0-9+.-]*://)"
        r"[!\"$-)+->@-~]*",
        "an address that begins with https://, http://localhost or the scheme of an app, in ASCII; "
        "without # and *",
    ),
    Field(max_length=1024, examples=["http://localhost:3000/signed-in"]),
]


class UserPoolSettings(Section):
    """User pool of the workload, as it is in this environment."""

    domain_prefix: DomainPrefix | None = None
    """First label of the address at which people sign in, followed by
    `.auth.<region>.amazoncognito.com`. No other account in the region may have it. A change
    replaces the address: sign-ins fail for a minute, and programs get the new one when their tasks
    are replaced. Absent: made of project, stack, pool and a digest."""
    self_sign_up: bool = False
    """True lets everybody sign up. false: only programs with `manage`, and people with rights in
    the account, invite users. Default: false."""
    password_min_length: Annotated[int, Field(ge=8, le=99, examples=[12])] = 12
    """Characters that a password has at least, with a capital, a small letter and a digit among
    them. A change concerns new passwords only. Default: 12."""
    access_token_minutes: Annotated[int, Field(ge=5, le=1440, examples=[60])] = 60
    """Minutes for which access tokens and ID tokens are valid. The load balancer does not ask
    whether somebody signed out since. Default: 60."""
    refresh_token_days: Annotated[int, Field(ge=1, le=3650, examples=[30])] = 30
    """Days after which people must sign in again. Default: 30."""
    plan: Literal["lite", "essentials", "plus"] = "lite"
    """Feature plan, by which AWS bills each user who is active in a month (docs/user-pools.md).
    lite has all that the workload can say; essentials has more in AWS's console, and plus threat
    protection. A change is in place. Default: lite."""
    threat_protection: Literal["none", "audit", "enforced"] = "none"
    """Threat protection, with plan: plus. audit: risks are written down. enforced: sign-ins with
    leaked passwords are refused, and risky ones are blocked or asked for a second factor. Default:
    none."""
    callbacks: Annotated[
        dict[Name, list[Address]],
        Field(examples=[{"web": ["http://localhost:3000/signed-in"]}]),
    ] = {}
    """Further addresses by client, to which people come back here after they signed in. Default:
    none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the plan has what is asked of it."""
        if self.threat_protection != "none" and self.plan != "plus":
            remedy = "needs plan: plus, which costs more for each user; write it, or none"
            yield Broken("threat_protection", self.threat_protection, remedy, ("plan",))
