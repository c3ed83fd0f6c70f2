"""RabbitMQ in a container: topics, queues with dead-letter queues, subscriptions, and users.

Volume                   messages
Container                RabbitMQ with its management page; knows its administrator when it starts
Container <name>-setup   makes the workload's topics, queues and users, and ends; again on changes
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    ContainerSpec,
    Health,
    Machine,
    Networks,
    PythonSetup,
    ended_well,
    kept_volume,
    keys,
    page,
    pulled,
    run,
    run_setup,
)
from components.local.messaging import rabbitmq_definitions as rabbitmq
from config.workload import Workload

TYPE = "plinth:local:Broker"
BROKER_PORT, CONSOLE_PORT = 5672, 15672

_FOLDER = "/etc/rabbitmq"
_CONFIGURATION = f"""\
listeners.tcp.default = {BROKER_PORT}
load_definitions = {_FOLDER}/administrator.json
vm_memory_high_watermark.absolute = {{memory_mib}}MiB
"""


@dataclass(frozen=True, kw_only=True)
class BrokerArgs:
    """The inputs from which the broker is built. Changing the workload's topics or queues replaces
    nothing. Topics and queues that leave the workload are removed here too, except for queues that
    still hold messages: `make leftovers` removes those."""

    machine: Machine
    workload: Workload
    networks: Networks


class Broker(pulumi.ComponentResource):
    """The message broker between the programs of a workload."""

    url: pulumi.Output[str]
    """The administrator's address, from this machine; a secret."""
    console: pulumi.Output[str]
    """The management page, with the administrator's name and password; a secret."""
    ready: pulumi.Output[bool]
    """True once all queues and users exist."""

    def __init__(
        self, name: str, args: BrokerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        setup = self._run_setup(self._run_server())
        ports = args.machine.settings.ports
        self.url = self._url(rabbitmq.ADMIN, f"127.0.0.1:{ports.broker}")
        self.console = page(ports.broker_console, rabbitmq.ADMIN, self._password(rabbitmq.ADMIN))
        self.ready = ended_well(setup, f"{name}-setup")
        self.register_outputs({"url": self.url, "console": self.console, "ready": self.ready})

    def topic_url(self, program: str, topic: str) -> pulumi.Output[str]:
        """Returns the address at which a program publishes: the exchange is the address's
        fragment."""
        return self._address(program, topic)

    def queue_url(self, program: str, queue: str) -> pulumi.Output[str]:
        """Returns the address at which a program receives: the queue is the address's fragment."""
        return self._address(program, queue)

    def send_url(self, program: str, queue: str) -> pulumi.Output[str]:
        """Returns the address at which a program sends to one queue; its fragment is an exchange,
        too."""
        return self._address(program, rabbitmq.sending(queue))

    def _address(self, program: str, name: str) -> pulumi.Output[str]:
        # Clients take a path of one segment for the virtual host, and some refuse a second one. A
        # fragment has no meaning to a client, so the program may use it.
        return pulumi.Output.concat(
            self._url(program, f"{self._name}:{BROKER_PORT}"), f"/%2F#{name}"
        )

    def _url(self, user: str, address: str) -> pulumi.Output[str]:
        return pulumi.Output.concat(f"amqp://{user}:", self._password(user), f"@{address}")

    def _password(self, user: str) -> pulumi.Output[str]:
        return self._args.machine.password(f"broker {user}")

    def _definitions(self) -> pulumi.Output[str]:
        workload = self._args.workload
        users = [rabbitmq.ADMIN, *rabbitmq.rights(workload)]

        def make(secret: str) -> str:
            return rabbitmq.definitions(
                workload,
                passwords={user: keys.password(secret, f"broker {user}") for user in users},
                salts={user: keys.salt(secret, f"broker {user}") for user in users},
            )

        return self._args.machine.derive(make)

    def _administrator(self) -> pulumi.Output[str]:
        user = f"broker {rabbitmq.ADMIN}"
        return self._args.machine.derive(
            lambda secret: rabbitmq.administrator(
                keys.password(secret, user), keys.salt(secret, user)
            )
        )

    def _run_setup(self, server: docker.Container) -> docker.Container:
        return run_setup(
            f"{self._name}-setup",
            PythonSetup(
                program="broker",
                plan=self._definitions(),
                variables={
                    "BROKER_PASSWORD": self._password(rabbitmq.ADMIN),
                    "BROKER_URL": f"http://{self._name}:{CONSOLE_PORT}",
                    "BROKER_USER": rabbitmq.ADMIN,
                },
                networks=self._args.networks.of(self._name),
            ),
            machine=self._args.machine,
            parent=self,
            server=server,
        )

    def _run_server(self) -> docker.Container:
        machine = self._args.machine
        limit = machine.settings.memory_mib.broker
        volume = kept_volume(self._name, machine=machine, parent=self)
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("broker"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=limit,
                ports={
                    machine.settings.ports.broker: BROKER_PORT,
                    machine.settings.ports.broker_console: CONSOLE_PORT,
                },
                files={
                    f"{_FOLDER}/administrator.json": self._administrator(),
                    # RabbitMQ would calculate from the machine's memory, and be killed at the
                    # container's limit.
                    f"{_FOLDER}/rabbitmq.conf": _CONFIGURATION.format(memory_mib=limit * 7 // 10),
                },
                volume=(volume.name, "/var/lib/rabbitmq"),
                health=Health(
                    test=["CMD-SHELL", "rabbitmq-diagnostics -q check_port_connectivity"],
                    # The check starts a runtime of its own, which takes seconds on a busy machine.
                    timeout="30s",
                    start_period="1m30s",
                ),
                stop_timeout_seconds=30,
            ),
            machine=machine,
            parent=self,
        )
