"""The flags of an environment on Docker: a container that answers with their document.

Container   HAProxy, which gives one file

It does what the agent of AWS AppConfig does beside each program. The image is the gateway's, so
that nothing more is pulled.
"""

from dataclasses import dataclass

import pulumi

from components.local.containers import ContainerSpec, Health, Machine, Networks, pulled, run
from planning import ports
from planning.flags import FlagDocument

TYPE = "plinth:local:FlagServer"
FLAGS_PORT = ports.FLAGS
_PATH = "/flags"
FOLDER = "/usr/local/etc/haproxy"
_DOCUMENT = f"{FOLDER}/flags.json"
CONFIGURATION = f"""\
global
    maxconn 100
    # An answer fits into one buffer, as that of 500 flags with long names does.
    tune.bufsize 65536

defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s

frontend flags
    bind :{FLAGS_PORT}
    http-request return status 200 content-type application/json file {_DOCUMENT} \
if {{ path {_PATH} }}
    http-request return status 404
"""


@dataclass(frozen=True, kw_only=True)
class FlagServerArgs:
    """The inputs from which the container is built. Another document replaces the container, and
    for a second no flag is answered."""

    machine: Machine
    networks: Networks
    document: FlagDocument


class FlagServer(pulumi.ComponentResource):
    """One container that answers all programs."""

    url: pulumi.Output[str]
    """The address of the document, as containers reach it."""

    def __init__(
        self, name: str, args: FlagServerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        machine = args.machine
        settings = machine.settings
        test = f"http://127.0.0.1:{FLAGS_PORT}{_PATH}"
        run(
            name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(name, settings.image("gateway"), self),
                networks=args.networks.of(name),
                memory_mib=settings.memory_mib.flags,
                ports={settings.ports.flags: FLAGS_PORT},
                files={
                    f"{FOLDER}/haproxy.cfg": CONFIGURATION,
                    _DOCUMENT: args.document.content,
                },
                # Alpine's images have wget, Debian's may have curl.
                health=Health(
                    test=[
                        "CMD-SHELL",
                        f"wget -q -O /dev/null {test} || curl -fsS -o /dev/null {test}",
                    ]
                ),
            ),
            machine=machine,
            parent=self,
        )
        self.url = pulumi.Output.from_input(f"http://{name}:{FLAGS_PORT}{_PATH}")
        self.register_outputs({"url": self.url})
