"""The networks of an environment on Docker, as planned in `planning/local_networks.py`."""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers.machine import Machine
from config.workload import Workload
from planning import local_networks

TYPE = "plinth:local:Networks"


@dataclass(frozen=True, kw_only=True)
class NetworksArgs:
    """The inputs from which the networks are built. A container that joins other networks is
    replaced; the others stay."""

    machine: Machine
    workload: Workload
    tracing: bool = False
    """True if a container shows the programs' traces."""


class Networks(pulumi.ComponentResource):
    """Bridge networks; containers that share none cannot reach each other."""

    def __init__(
        self, name: str, args: NetworksArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        messaging, tracing = args.machine.settings.messaging, args.tracing
        self._joined = local_networks.joined(args.workload, messaging, tracing=tracing)
        self._names = {
            each: self._create_network(each).name
            for each in local_networks.names(args.workload, messaging, tracing=tracing)
        }
        self.register_outputs({})

    def of(self, container: str) -> list[pulumi.Input[str]]:
        """Returns the networks that a program, a part of the infrastructure or the gateway
        joins."""
        return [self._names[each] for each in self._joined[container]]

    def _create_network(self, role: str) -> docker.Network:
        return docker.Network(
            f"{self._name}-{role}",
            name=self._args.machine.full_name(role),
            driver="bridge",
            labels=[
                {"label": label, "value": value}
                for label, value in self._args.machine.labels.items()
            ],
            # Its name cannot be used twice at once.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
