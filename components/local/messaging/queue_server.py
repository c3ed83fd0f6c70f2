"""A stand-in for SQS, SNS and SES in a container, for code that uses their APIs: moto's server.

It checks no permissions, and loses its messages when it stops.
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    ContainerSpec,
    Health,
    Machine,
    Networks,
    pulled,
    run,
)
from components.local.messaging import moto_start
from config.settings import LOCAL_REGION
from config.workload import Workload
from planning.messages import mail_addresses

TYPE = "plinth:local:QueueServer"
AWS_PORT = 5000
_PROGRAM = "/plinth/start.py"


@dataclass(frozen=True, kw_only=True)
class QueueServerArgs:
    """The inputs from which the server is built. Changing the workload's topics or queues replaces
    the container, and its messages are lost."""

    machine: Machine
    workload: Workload
    networks: Networks


class QueueServer(pulumi.ComponentResource):
    """The server of a workload's topics, queues and subscriptions."""

    url: pulumi.Output[str]
    """The address from this machine."""

    def __init__(
        self, name: str, args: QueueServerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.endpoint = f"http://{name}:{AWS_PORT}"
        self._run_server()
        self.url = pulumi.Output.from_input(f"http://127.0.0.1:{args.machine.settings.ports.aws}")
        self.register_outputs({"url": self.url})

    def queue_url(self, queue: str) -> str:
        """Returns the address of a queue for programs on the network."""
        fifo = self._args.workload.queues[queue].fifo
        name = moto_start.physical_name(queue, fifo=fifo)
        return f"{self.endpoint}/{moto_start.ACCOUNT}/{name}"

    def topic_arn(self, topic: str) -> str:
        """Returns the ARN of a topic, which has the same form as on AWS."""
        fifo = self._args.workload.topics[topic].fifo
        name = moto_start.physical_name(topic, fifo=fifo)
        return f"arn:aws:sns:{LOCAL_REGION}:{moto_start.ACCOUNT}:{name}"

    def _run_server(self) -> docker.Container:
        machine = self._args.machine
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("aws"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.aws,
                entrypoint=["python3"],
                command=[_PROGRAM],
                ports={machine.settings.ports.aws: AWS_PORT},
                files={
                    _PROGRAM: moto_start.program(
                        self._args.workload,
                        port=AWS_PORT,
                        region=LOCAL_REGION,
                        senders=mail_addresses(self._args.workload, machine.domain),
                    )
                },
                health=Health(test=["CMD-SHELL", f"test -f {moto_start.READY}"]),
            ),
            machine=machine,
            parent=self,
        )
