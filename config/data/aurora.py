"""Settings of a database server that is Aurora PostgreSQL instead of one RDS instance."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import KEPT_CONNECTIONS, Broken, Section

Acus = Annotated[float, Field(ge=0, le=256, multiple_of=0.5, examples=[16])]

_CAPPED_BELOW, _CAP, _MOST = 1, 2000, 5000
_AT_ONE_ACU, _FOR_EACH_FURTHER = 189, 211.4
"""Connections by the largest number of ACUs: 189 at 1, 823 at 4, 1,669 at 8, 3,360 at 16, and never
more than 5,000; no more than 2,000 while the server may shrink below one ACU. Source:
docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html"""


class AuroraSettings(Section):
    """Aurora PostgreSQL, Serverless v2: instances that grow and shrink while they work, over
    storage that grows by itself and lies in three zones. One ACU is about 2 GiB of memory with the
    CPU that goes with it, billed by the second."""

    min_acus: Acus
    """Fewest ACUs of each instance, in steps of 0.5. 0 lets it pause after five minutes without a
    connection; the next one then waits about 15 seconds. A change takes effect while it works."""
    max_acus: Annotated[Acus, Field(ge=1)]
    """Most ACUs of each instance, 1 to 256, by which its number of connections goes. A change takes
    effect while it works, but for the connections, which wait for a restart."""

    @property
    def connections(self) -> int:
        """The number of connections for programs."""
        most = round(_AT_ONE_ACU + (self.max_acus - 1) * _FOR_EACH_FURTHER)
        return min(most, _CAP if self.min_acus < _CAPPED_BELOW else _MOST) - KEPT_CONNECTIONS

    def rules(self) -> Iterator[Broken]:
        """Checks that the one limit is not above the other."""
        if self.min_acus > self.max_acus:
            yield Broken(
                "min_acus", self.min_acus, f"must not be above max_acus, {self.max_acus:g}"
            )
