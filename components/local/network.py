"""The networks of an environment on Docker, and which of them a container joins.

    gateway     the gateway, and what it sends requests to
    backend     programs, and what they use: cache, broker, objects
    database    PostgreSQL, and the programs that have a login

The gateway reaches no database: it joins the first network only.
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.machine import Machine

TYPE = "plinth:local:Networks"


@dataclass(frozen=True, kw_only=True)
class NetworksArgs:
    """Changing it replaces the networks and every container."""

    machine: Machine


class Networks(pulumi.ComponentResource):
    """Three bridges; containers of different ones do not see each other."""

    gateway: pulumi.Output[str]
    backend: pulumi.Output[str]
    database: pulumi.Output[str]

    def __init__(
        self, name: str, args: NetworksArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.gateway = self._create_network("gateway").name
        self.backend = self._create_network("backend").name
        self.database = self._create_network("database").name
        self.register_outputs(
            {"gateway": self.gateway, "backend": self.backend, "database": self.database}
        )

    def _create_network(self, role: str) -> docker.Network:
        return docker.Network(
            f"{self._name}-{role}",
            name=self._args.machine.full_name(role),
            driver="bridge",
            labels=[
                {"label": label, "value": value}
                for label, value in self._args.machine.labels.items()
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
