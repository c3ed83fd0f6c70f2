"""A standing environment: its resources by the program's names, its outputs, and AWS's clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from config import CloudPlatform
from config.data import FIRST
from config.joint.servers import servers_of
from config.values import DatabaseEngine, closest
from operations import accounts
from operations.errors import OperationError
from operations.plan import Resource, Resources, standing
from operations.sites.state import State


@dataclass(frozen=True, kw_only=True)
class Site:
    """An environment on AWS, or in an emulated account."""

    folder: Path
    platform: CloudPlatform
    """The checked files, as they are now; what stands may be older."""
    state: State
    """The place where the state is kept."""
    content: Mapping[str, Any]
    """The state as it was read."""
    outputs: Mapping[str, Any]
    """The stack's outputs."""
    server: str = ""
    """The database server that a command is about, by its key under `database_servers`. Empty: the
    first one."""
    cache: str = ""
    """The cache that a command is about, by its key under `caches`. Empty: the first one."""
    endpoint: str = ""
    """The address of an emulated account. Empty on AWS."""
    _clients: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def resources(self) -> Resources:
        """Every AWS resource in the state, with its ID and outputs."""
        return Resources(standing.as_document(self.content, self.state.source))

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self.platform.stack

    @property
    def region(self) -> str:
        """The environment's region."""
        return self.platform.settings.region

    @property
    def recovery_region(self) -> str | None:
        """The region that holds copies of the data. None if there is none."""
        return self.platform.settings.recovery_region

    def client(self, service: str, region: str = "") -> Any:
        """Returns a client of a service, in the environment's region or another. Calls belong into
        `accounts.asking`, which tells AWS's refusals in words."""
        key = (service, region or self.region)
        if key not in self._clients:
            self._clients[key] = accounts.client(*key, endpoint=self.endpoint)
        return self._clients[key]

    def single(self, service: str, *, read_seconds: int = 60) -> Any:
        """Returns a client that calls once: for changes that must not be made twice."""
        key = (service, self.region, f"once, {read_seconds} s")
        if key not in self._clients:
            self._clients[key] = accounts.client(
                service,
                self.region,
                endpoint=self.endpoint,
                attempts=1,
                read_seconds=read_seconds,
            )
        return self._clients[key]

    def named(self, kind: str, name: str) -> Resource:
        """Returns the resource of a type, such as `ecs.Service`, by the program's name for it.
        Raises OperationError with the names there are."""
        found = {each.name: each for each in self.resources.of(kind)}
        if name in found:
            return found[name]
        known = ", ".join(sorted(found)) or "none"
        raise OperationError(
            f"{self.stack} has no {kind} {name!r}{closest(name, found)}",
            remedy=f"there are: {known}",
        )

    @property
    def server_name(self) -> str:
        """The program's name for the database server, with which the names of its parts begin."""
        return f"{self.server}-{FIRST}" if self.server else FIRST

    @property
    def aurora(self) -> Resource | None:
        """The Aurora cluster that the database server is, as the program declares it. None for a
        server that is none, or another owner's."""
        clusters = self.resources.of("rds.Cluster")
        return next((x for x in clusters if x.name == self.server_name and not x.given), None)

    @property
    def engine(self) -> DatabaseEngine:
        """The engine of the database server, as the settings say."""
        settings = self.platform.settings
        found = servers_of(self.platform.workload, settings)
        return next((each.settings.engine for each in found if each.key == self.server), "postgres")

    @property
    def primary(self) -> Resource:
        """The primary of the database server, as the program declares it. Raises OperationError if
        there is none, if it is Aurora, which has procedures of its own, and if it is of another
        owner, whose business it is."""
        for each in self.resources.of("rds.Instance", "rds.Cluster"):
            if each.given and each.name == self.server_name:
                identifier = each.inputs.get("identifier") or each.inputs.get("clusterIdentifier")
                raise OperationError(
                    f"{identifier} is a server of another owner, whom this is up to: "
                    f"{self.platform.stack} names it under existing.database_servers",
                    remedy="ask its owner; docs/existing.md says what is done here, and what is "
                    "not",
                )
        if self.aurora:
            raise OperationError(
                f"{self.server_name} is an Aurora server, and this is about RDS instances",
                remedy="docs/aurora.md says how one is restored, upgraded and moved",
            )
        return self.named("rds.Instance", self.server_name)

    def part_of_server(self, kind: str, part: str) -> Resource | None:
        """Returns a part of the database server, such as its `proxy`. None if it has none."""
        name = f"{self.server_name}-{part}"
        return next((each for each in self.resources.of(kind) if each.name == name), None)

    def procedure(self, name: str) -> str:
        """Returns the name of a procedure about the database server, under which its journal is
        kept. Each server has its own."""
        return f"{name}-{self.server}" if self.server else name

    def id_of(self, kind: str, name: str) -> str:
        """Returns the ID of such a resource at AWS."""
        return str(self.named(kind, name).outputs["id"])
