"""A service that its developer runs outside the containers, in a shell or an IDE.

Container   passes connections on to this machine, under the service's name and port: the gateway
            and other services reach it as if it ran in its usual container
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pulumi

from components.local.containers import ContainerSpec, Machine, pulled, run

TYPE = "plinth:local:HostProgram"

_HOST = "host.docker.internal"
_CONFIGURATION = """\
global
    log stdout format raw local0 info

defaults
    mode tcp
    log global
    option tcplog
    timeout connect 2s
    timeout client 1h
    timeout server 1h

listen {name}
    bind :{inside}
    server host {host}:{outside}
"""
_MEMORY_MIB = 64


@dataclass(frozen=True, kw_only=True)
class HostProgramArgs:
    """The inputs from which the container is built. Changing a port replaces it."""

    machine: Machine
    networks: Sequence[pulumi.Input[str]]
    inside: int
    """The port by which others reach the service."""
    outside: int
    """The port of this machine at which it listens."""


class HostProgram(pulumi.ComponentResource):
    """A container that passes connections on to one port of this machine."""

    container_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: HostProgramArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        image = pulled(name, args.machine.settings.image("gateway"), self)
        text = _CONFIGURATION.format(
            name=name, inside=args.inside, host=_HOST, outside=args.outside
        )
        container = run(
            name,
            ContainerSpec(
                kind="service",
                image=replace(image, reference=f"port {args.outside} of this machine"),
                networks=args.networks,
                memory_mib=_MEMORY_MIB,
                # Docker Desktop knows the name by itself; Docker on Linux needs this.
                hosts={_HOST: "host-gateway"},
                files={"/usr/local/etc/haproxy/haproxy.cfg": text},
            ),
            machine=args.machine,
            parent=self,
        )
        self.container_name = container.name
        self.register_outputs({"container_name": self.container_name})
