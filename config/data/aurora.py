"""Settings of a database server that is Aurora PostgreSQL instead of one RDS instance."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from config.values import KEPT_CONNECTIONS, Broken, Section

AuroraStorage = Literal["standard", "io-optimized"]
Acus = Annotated[float, Field(ge=0, le=256, multiple_of=0.5, examples=[16])]

_CAPPED_BELOW, _CAP, _MOST = 1, 2000, 5000
_AT_ONE_ACU, _FOR_EACH_FURTHER = 189, 211.4
"""Connections by the largest number of ACUs: 189 at 1, 823 at 4, 1,669 at 8, 3,360 at 16, and never
more than 5,000; no more than 2,000 while the server may shrink below one ACU. Source:
docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html"""

_OF_CLASSES = {
    "t": {"medium": 405, "large": 844},
    "r5": {"large": 1600, "xlarge": 3300},
    "r": {"large": 1722, "xlarge": 3479},
    "x": {"large": 3479},
}
"""Connections of classes by their family or its first letter; all larger ones have the most. Aurora
keeps memory to itself, so they are fewer than RDS's. Those of the families r6i, r7g, r7i and r8g
are taken from r6g, whose memory they have. Source:
docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html"""

_OF_OTHER_STORAGE = {
    *("checkpoint_completion_target", "checkpoint_timeout", "effective_io_concurrency"),
    *("max_slot_wal_keep_size", "max_wal_size", "min_wal_size", "shared_buffers"),
}


class AuroraSettings(Section):
    """Aurora PostgreSQL: instances over storage that grows by itself and lies in three zones. They
    grow and shrink while they work (Serverless v2, with `min_acus` and `max_acus`), or have a fixed
    class (`instance_class`). One ACU is about 2 GiB of memory with the CPU that goes with it,
    billed by the second."""

    min_acus: Acus | None = None
    """Fewest ACUs of each instance, in steps of 0.5. 0 lets it pause after five minutes without a
    connection; the next one then waits about 15 seconds. A change takes effect while it works.
    Absent: the instances have a class."""
    max_acus: Annotated[Acus, Field(ge=1)] | None = None
    """Most ACUs of each instance, 1 to 256, by which its number of connections goes. A change takes
    effect while it works, but for the connections, which wait for a restart. Absent: the instances
    have a class."""
    instance_class: Annotated[str, Field(examples=["db.r8g.large", "db.t4g.medium"])] | None = None
    """Class of each instance, in place of `min_acus` and `max_acus`. A change, also from ACUs and
    back, restarts one instance after the other; where there is a reader, it takes over meanwhile.
    Absent: the instances go by ACUs."""
    storage: AuroraStorage = "standard"
    """Kind of the cluster's storage: `standard` bills each million of reads and writes,
    `io-optimized` bills none and has higher prices of instances and of storage. A change takes
    effect while it works. AWS lets a cluster become `io-optimized` once in 30 days. Default:
    `standard`."""

    @property
    def connections(self) -> int:
        """The number of connections for programs."""
        if self.min_acus is None or self.max_acus is None:
            return _connections_of(self.instance_class or "") - KEPT_CONNECTIONS
        most = round(_AT_ONE_ACU + (self.max_acus - 1) * _FOR_EACH_FURTHER)
        return min(most, _CAP if self.min_acus < _CAPPED_BELOW else _MOST) - KEPT_CONNECTIONS

    @property
    def acus(self) -> tuple[float, float] | None:
        """The fewest and the most ACUs of an instance. None for instances of a class."""
        if self.min_acus is None or self.max_acus is None:
            return None
        return self.min_acus, self.max_acus

    @property
    def size(self) -> str:
        """The size of an instance, for people."""
        return f"up to {self.max_acus:g} ACUs" if self.max_acus else str(self.instance_class)

    def rules(self) -> Iterator[Broken]:
        """Checks that the size is said in one way, and that the one limit is not above the
        other."""
        both = "min_acus and max_acus, for instances that grow and shrink"
        if self.instance_class is not None:
            for key in ("min_acus", "max_acus"):
                if (value := getattr(self, key)) is not None:
                    remedy = f"goes without instance_class; say that, or {both}"
                    yield Broken(key, value, remedy, lacks=".instance_class")
            return
        missing = [key for key in ("min_acus", "max_acus") if getattr(self, key) is None]
        if missing:
            remedy = f"is needed: say {both}, or instance_class for a fixed size"
            yield Broken(missing[0], None, remedy)
        if self.min_acus is not None and self.max_acus is not None:
            yield from self._limits(self.min_acus, self.max_acus)

    def _limits(self, least: float, most: float) -> Iterator[Broken]:
        if least > most:
            yield Broken("min_acus", least, f"must not be above max_acus, {most:g}")


def aurora_problems(parameters: Mapping[str, str]) -> Iterator[Broken]:
    """Yields parameters that Aurora does not have, by their keys in the server's settings."""
    for name in sorted(_OF_OTHER_STORAGE & {*parameters}):
        yield Broken(
            ("parameters", name),
            parameters[name],
            "is none of Aurora's: its storage has no checkpoints and no files of a log; "
            "leave it out",
        )


def _connections_of(instance_class: str) -> int:
    family, size = instance_class.split(".")[1:] if instance_class.count(".") == 2 else ("", "")
    table = _OF_CLASSES.get(family) or _OF_CLASSES.get(family[:1], {})
    return table.get(size, _MOST)
