"""OpenSearch in a container: one node, its indexes on disk, and a limit of memory.

Volume      the indexes
Container   the server

The security plugin is off: whoever reaches it may do everything, and requests are not signed. Only
the programs that use it are on its network.
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    ContainerSpec,
    Health,
    Machine,
    Networks,
    kept_volume,
    pulled,
    run,
)
from planning import ports

TYPE = "plinth:local:Search"
SEARCH_PORT = ports.OPENSEARCH
_DATA = "/usr/share/opensearch/data"


@dataclass(frozen=True, kw_only=True)
class SearchArgs:
    """The inputs from which the search engine is built. Changing them replaces the container, never
    the volume."""

    machine: Machine
    networks: Networks


class Search(pulumi.ComponentResource):
    """One search engine for all programs."""

    url: pulumi.Output[str]
    """The address, from this machine."""

    def __init__(
        self, name: str, args: SearchArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.endpoint = f"http://{name}:{SEARCH_PORT}"
        """The address, for programs in containers."""
        self._run_server(kept_volume(name, machine=args.machine, parent=self))
        self.url = pulumi.Output.from_input(
            f"http://127.0.0.1:{args.machine.settings.ports.search}"
        )
        self.register_outputs({"url": self.url})

    def _run_server(self, volume: docker.Volume) -> docker.Container:
        machine = self._args.machine
        # The other half is for the files that Lucene reads, and for what Java needs beside a heap.
        heap = machine.settings.memory_mib.search // 2
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("search"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.search,
                variables={
                    "discovery.type": "single-node",
                    # As on AWS: an index is named in the path, never in the body.
                    "rest.action.multi.allow_explicit_index": "false",
                    "DISABLE_INSTALL_DEMO_CONFIG": "true",
                    "DISABLE_PERFORMANCE_ANALYZER_AGENT_CLI": "true",
                    "DISABLE_SECURITY_PLUGIN": "true",
                    "OPENSEARCH_JAVA_OPTS": f"-Xms{heap}m -Xmx{heap}m",
                },
                ports={machine.settings.ports.search: SEARCH_PORT},
                volume=(volume.name, _DATA),
                health=Health(
                    test=[
                        "CMD-SHELL",
                        "curl --fail --silent"
                        f" http://127.0.0.1:{SEARCH_PORT}/_cluster/health > /dev/null",
                    ]
                ),
            ),
            machine=machine,
            parent=self,
        )
