"""Access of a program to a user pool."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.values import Broken, Name, Section

PoolAccess = Literal["names", "read", "manage"]


class UserPoolUse(Section):
    """Access of a program to a user pool, and to the ID of one of its clients."""

    access: PoolAccess = "names"
    """Rights at Cognito's API. names: none; the program gets IDs and addresses only. read: users
    and groups are listed and read. manage: users are also invited, changed, disabled and deleted,
    and put into groups. Default: names."""
    client: Annotated[Name, Field(examples=["web"])] | None = None
    """Client of the pool that the program is, given as <POOL>_CLIENT_ID. Absent: none."""
    secret: bool = False
    """True gives the client's secret, too, from Secrets Manager, as <POOL>_CLIENT_SECRET. Default:
    false."""

    def rules(self) -> Iterator[Broken]:
        """Checks that a secret is some client's."""
        if self.secret and self.client is None:
            yield Broken("secret", True, "needs client, whose secret it is; name one")


def _short(value: Any) -> Any:
    return {"access": value} if isinstance(value, str) else value


ShortUserPoolUse = Annotated[
    UserPoolUse, BeforeValidator(_short, json_schema_input_type=PoolAccess | UserPoolUse)
]
"""Access to a user pool, of which `people: read` is the short form of `people: {access: read}`."""
