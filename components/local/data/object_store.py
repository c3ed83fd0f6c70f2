"""The workload's buckets behind S3's API, in a container.

    Volume                   the objects
    Container                SeaweedFS or MinIO, as `docker.servers.objects` says
    Container <name>-setup   makes the buckets, and ends; again when they change
    Container <name>-users   MinIO only: makes keys and policies, and ends

Left out: the effects that `purpose` and `expire_days` have on AWS. Nothing here grows old or costs
by the month.
"""

import json
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
    page,
    pulled,
    run,
    run_setup,
)
from components.local.data import minio, seaweedfs
from components.local.data.object_server import ADMIN, CONSOLE_PORT, OBJECTS_PORT, ObjectServer
from config.workload import Workload
from planning import object_rights

TYPE = "plinth:local:ObjectStore"


@dataclass(frozen=True, kw_only=True)
class ObjectStoreArgs:
    """The inputs from which the object store is built. Changing them replaces the containers, never
    the volume."""

    machine: Machine
    workload: Workload
    networks: Networks


class ObjectStore(pulumi.ComponentResource):
    """One server for the objects of all buckets."""

    url: pulumi.Output[str]
    """S3's API on this machine, with the administrator's key and secret; a secret."""
    console: pulumi.Output[str] | None
    """The server's page, with the administrator's name and password; None if it has none; a
    secret."""
    ready: pulumi.Output[bool]
    """True once all buckets and keys exist."""

    def __init__(
        self, name: str, args: ObjectStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._has_minio = args.machine.settings.servers.objects == "minio"
        self.endpoint = f"http://{name}:{OBJECTS_PORT}"
        described = self._server()
        server = self._run_server(described)
        gates = [ended_well(self._make_buckets(server), f"{name}-setup")]
        if self._has_minio:
            gates.append(ended_well(self._make_users(server), f"{name}-users"))
        ports, password = args.machine.settings.ports, self._password(ADMIN)
        self.url = pulumi.Output.concat(f"http://{ADMIN}:", password, f"@127.0.0.1:{ports.objects}")
        self.console = (
            page(ports.objects_console, ADMIN, password) if described.has_console else None
        )
        self.ready = pulumi.Output.all(*gates).apply(all)
        self.register_outputs({"url": self.url, "console": self.console, "ready": self.ready})

    def password(self, program: str) -> pulumi.Output[str]:
        """Returns the secret access key of a program."""
        return self._password(object_rights.user_name(self._args.machine.project, program))

    def _password(self, user: str) -> pulumi.Output[str]:
        return self._args.machine.password(_purpose(self._args.machine.project, user))

    def _server(self) -> ObjectServer:
        machine, workload = self._args.machine, self._args.workload
        project = machine.project
        names = [object_rights.user_name(project, each) for each in object_rights.users(workload)]
        passwords = pulumi.Output.all(**{each: self._password(each) for each in [ADMIN, *names]})
        if self._has_minio:
            return minio.server(self._name, passwords)
        return seaweedfs.server(self._name, workload, project, passwords)

    def _run_server(self, server: ObjectServer) -> docker.Container:
        machine, ports = self._args.machine, self._args.machine.settings.ports
        volume = kept_volume(server.volume, machine=machine, parent=self)
        buckets = object_rights.bucket_names(self._args.workload, machine.project)
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("objects"), self),
                networks=self._args.networks.of(self._name),
                # Some SDKs put the bucket into the host's name.
                aliases=[f"{bucket}.{self._name}" for bucket in buckets.values()],
                memory_mib=machine.settings.memory_mib.objects,
                variables=server.variables,
                command=server.command,
                ports={
                    ports.objects: OBJECTS_PORT,
                    **({ports.objects_console: CONSOLE_PORT} if server.has_console else {}),
                },
                files=server.files,
                volume=(volume.name, "/data"),
                health=Health(test=["CMD-SHELL", server.health]),
                stop_timeout_seconds=30,
            ),
            machine=machine,
            parent=self,
        )

    def _make_buckets(self, server: docker.Container) -> docker.Container:
        machine = self._args.machine
        plan = object_rights.plan(self._args.workload, machine.project)
        return run_setup(
            f"{self._name}-setup",
            PythonSetup(
                program="objects",
                plan=json.dumps(plan, indent=2) + "\n",
                variables={
                    "OBJECTS_PASSWORD": self._password(ADMIN),
                    "OBJECTS_URL": self.endpoint,
                    "OBJECTS_USER": ADMIN,
                },
                networks=self._args.networks.of(self._name),
            ),
            machine=machine,
            parent=self,
            server=server,
        )

    def _make_users(self, server: docker.Container) -> docker.Container:
        machine, workload = self._args.machine, self._args.workload
        name, host = f"{self._name}-users", f"@{self._name}:{OBJECTS_PORT}"
        passwords = {
            minio.password_variable(program): self.password(program)
            for program in object_rights.users(workload)
        }
        administrator = pulumi.Output.concat(f"http://{ADMIN}:", self._password(ADMIN), host)
        return run(
            name,
            ContainerSpec(
                kind="setup",
                image=pulled(name, machine.settings.image("objects_client"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=512,
                variables={
                    **passwords,
                    "MC_CONFIG_DIR": "/tmp/mc",
                    "MC_HOST_local": administrator,
                },
                entrypoint=["sh", "-c"],
                command=[minio.script(workload, machine.project)],
                files=dict(minio.files(workload, machine.project)),
            ),
            machine=machine,
            parent=self,
            # The setup needs the server, which is healthy once it is created.
            depends_on=[server],
        )


def _purpose(project: str, user: str) -> str:
    """Returns the purpose from which a password is derived. It names the program, so the password
    outlives a change of the server."""
    if user == ADMIN:
        return "objects administrator"
    return f"objects {user.removeprefix(f'{project}-')}"
