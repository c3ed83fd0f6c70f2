"""A PostgreSQL server that another owner has, used by its identifier and its address.

    SecurityGroup            that the clients of the server carry
    Rules                    one in the server's group for the clients, one for the setup task

Nothing of the server is made: no instance, parameter group, replica, proxy, backup or master
password. Nothing is looked up either: the setup task fails if the address or the secret is wrong,
and AWS refuses a rule of a group that is not there, or in another network.
"""

from dataclasses import dataclass

import pulumi

from components.network import allow_tcp, clients_of
from components.security import iam
from config.existing import ExistingDatabaseServer
from planning import Environment

TYPE = "plinth:data:ExistingDatabase"


@dataclass(frozen=True, kw_only=True)
class ExistingDatabaseArgs:
    """The inputs from which a server is known."""

    environment: Environment
    given: ExistingDatabaseServer
    """The server as the settings have it. Another identifier or address is another server: no row
    moves along."""
    vpc_id: pulumi.Input[str]


class ExistingDatabase(pulumi.ComponentResource):
    """A server as the settings name it, with the outputs and verbs of `Database`.

    Its inputs say in a plan what is known of it, for those who read plans.
    """

    host: pulumi.Output[str]
    read_host: pulumi.Output[str]
    """The address for reads, or `host` if there is none."""
    instance_host: pulumi.Output[str]
    port: int
    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: ExistingDatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        given, environment = args.given, args.environment
        arn = environment.arn(
            "rds", f"{'cluster' if given.is_cluster else 'db'}:{given.identifier}"
        )
        known = {
            **given.model_dump(exclude={"databases", "setup_image"}),
            "arn": arn,
            "region": environment.region,
        }
        super().__init__(TYPE, name, {"existing": known}, opts)
        self._name, self._group, self.port = name, given.security_group, given.port
        self._clients = clients_of(name, args.vpc_id, "Programs that use the database", self)
        allow_tcp(name, self._group, self._clients, self.port, parent=self)

        self.host = pulumi.Output.from_input(given.address)
        self.read_host = pulumi.Output.from_input(given.read_address or given.address)
        self.instance_host = self.host
        self.identifier = pulumi.Output.from_input(given.identifier)
        self.arn = pulumi.Output.from_input(arn)
        self.master_secret_arn = pulumi.Output.from_input(given.master_secret)
        self.security_group_id = pulumi.Output.from_input(given.security_group)
        self.register_outputs({key: getattr(self, key) for key in ExistingDatabase.__annotations__})

    def allow_from(self, client: iam.Grantee) -> None:
        """Lets a program reach the server."""
        self._clients.admit(client)

    def allow_instance_from(self, client: iam.Grantee) -> None:
        """Lets the setup task reach the server."""
        allow_tcp(f"{self._name}-instance", self._group, client, self.port, parent=self)
