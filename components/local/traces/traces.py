"""Jaeger in a container: it takes the programs' traces by OTLP, and shows them as a page.

Container   the collector, the store in memory, and the page

Traces are gone when it stops. Left out: a collector beside each program, as on AWS. Here nothing
has to be signed or kept back, so programs send to Jaeger itself.
"""

from dataclasses import dataclass

import pulumi

from components.local.containers import ContainerSpec, Machine, Networks, pulled, run

TYPE = "plinth:local:Traces"
PAGE_PORT, OTLP_PORT = 16686, 4318


@dataclass(frozen=True, kw_only=True)
class TracesArgs:
    """The inputs from which the viewer is built. Changing them replaces the container."""

    machine: Machine
    networks: Networks


class Traces(pulumi.ComponentResource):
    """One viewer for all programs."""

    page: pulumi.Output[str]
    """The page's address on this machine."""

    def __init__(
        self, name: str, args: TracesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        machine = args.machine
        settings = machine.settings
        run(
            name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(name, settings.image("traces"), self),
                networks=args.networks.of(name),
                memory_mib=settings.memory_mib.traces,
                # Jaeger would listen inside its container only.
                variables={"JAEGER_LISTEN_HOST": "0.0.0.0"},
                ports={settings.ports.traces: PAGE_PORT, settings.ports.otlp: OTLP_PORT},
            ),
            machine=machine,
            parent=self,
        )
        self.page = pulumi.Output.from_input(f"http://127.0.0.1:{settings.ports.traces}")
        self.register_outputs({"page": self.page})
