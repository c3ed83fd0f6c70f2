"""Settings of the encryption of calls between services."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from config.existing import AuthorityArn, place_problem
from config.values import Broken, Day, Section

CALL_PORT: Final = 10443


class EncryptedCalls(Section):
    """TLS for calls between services (ECS Service Connect), with certificates of a private
    authority that the environment has for this alone, or of one that exists. Plinth's own costs 50
    USD a month and 0.058 USD for each certificate (aws.amazon.com/private-ca/pricing). On Docker
    calls stay plain."""

    until: Annotated[Day, Field(examples=["2036-11-30"])] | None = None
    """Last day of the certificate of an authority that Plinth makes, such as 2036-11-30. From a
    week before it on no service gets a new certificate, and then calls fail; previews tell of it
    half a year before. A later day gives the same authority another certificate, in place. Absent:
    `authority` names one."""
    authority: AuthorityArn | None = None
    """ARN of a private certificate authority that exists, in the environment's region. Plinth makes
    none then; the owner keeps it active, with the tag AmazonECSManaged: true, renews its
    certificate, and pays for it. One of another account is shared with this one by AWS RAM. Another
    authority deploys the services that are called and their callers, and calls fail in between.
    Absent: Plinth makes one, until the day `until`."""
    recovery_authority: AuthorityArn | None = None
    """ARN of the authority that takes the place of `authority` in `recovery_region` after an
    evacuation: an authority is of one region. Absent: an evacuation asks for one."""
    port: Annotated[int, Field(ge=1024, le=32767, examples=[CALL_PORT])] = CALL_PORT
    """Port at which the proxy of each service that is called takes calls, 1024 to 32767: Linux has
    higher ones for connections outwards. No container of such a task may use it. Programs go on to
    call the service's own port. A change deploys these services and their callers, and calls fail
    in between. Default: 10443."""

    def rules(self) -> Iterator[Broken]:
        """Yields an authority that is named twice, or not at all."""
        if self.authority and self.until:
            yield Broken(
                "until",
                str(self.until),
                "is of an authority that Plinth makes, and `authority` names one whose owner "
                "renews it; leave one of them out",
            )
        if not (self.authority or self.until):
            yield Broken(
                "until",
                None,
                "must say for how long Plinth's own authority signs, such as 2036-11-30, unless "
                "`authority` names one that exists",
            )
        elif self.recovery_authority and not self.authority:
            yield Broken(
                "recovery_authority",
                self.recovery_authority,
                "takes the place of `authority`, which is not named; Plinth makes its own "
                "authority in any region, so leave it out",
            )

    def problems(self, *, region: str, other: str | None) -> Iterator[Broken]:
        """Yields authorities that ECS would not take, by the environment's regions."""
        if self.authority and (wrong := _misplaced(self.authority, region, "the services are")):
            yield Broken("authority", self.authority, wrong)
        given = self.recovery_authority
        if given and other is None:
            remedy = "is used by nothing: there is no recovery_region; leave it out"
            yield Broken("recovery_authority", given, remedy)
        elif given and (wrong := _misplaced(given, other or "", "an evacuation goes to it")):
            yield Broken("recovery_authority", given, wrong)


def _misplaced(arn: str, region: str, because: str) -> str:
    """Returns the reason for which an authority's place is wrong. Empty if it is right. Its account
    may be any: AWS RAM shares authorities."""
    return place_problem(arn, account=arn.split(":")[4], region=region, because=because)
