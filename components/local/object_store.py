"""MinIO in a container: the workload's buckets behind S3's API, and its console.

    Volume                   the objects
    Container                MinIO
    Container <name>-setup   makes buckets, keys and policies, and ends; again when they change

Left out: what `purpose` and `expire_days` do on AWS. Nothing here grows old or costs by the month.
"""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local import minio_setup
from components.local.container import Container, Health, ended_well, run
from components.local.image import pulled
from components.local.machine import Machine, page
from components.local.network import Networks
from components.local.volume import kept_volume
from config.workload import Workload

TYPE = "plinth:local:ObjectStore"
PORT, CONSOLE_PORT = 9000, 9001
_ADMIN = "platform"


@dataclass(frozen=True, kw_only=True)
class ObjectStoreArgs:
    """Changing it replaces the containers, never the volume."""

    machine: Machine
    workload: Workload
    networks: Networks


class ObjectStore(pulumi.ComponentResource):
    """Objects of all buckets, in one MinIO."""

    url: pulumi.Output[str]
    """S3's API on this machine, with the administrator's key and secret; a secret."""
    console: pulumi.Output[str]
    """Its page, with the administrator's name and password; a secret."""
    ready: pulumi.Output[bool]
    """True once all buckets and keys exist."""

    def __init__(
        self, name: str, args: ObjectStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.endpoint = f"http://{name}:{PORT}"
        server = self._run_server()
        setup = self._run_setup(server)
        ports = args.machine.settings.ports
        self.url = pulumi.Output.concat(
            f"http://{_ADMIN}:", self._password(), f"@127.0.0.1:{ports.objects}"
        )
        self.console = page(ports.objects_console, _ADMIN, self._password())
        self.ready = ended_well(setup, f"{name}-setup")
        self.register_outputs({"url": self.url, "console": self.console, "ready": self.ready})

    def password(self, program: str) -> pulumi.Output[str]:
        """The secret access key of a program."""
        return self._args.machine.password(f"objects {program}")

    def _password(self) -> pulumi.Output[str]:
        return self._args.machine.password("objects administrator")

    def _buckets(self) -> dict[str, str]:
        project = self._args.machine.project
        return {
            name: minio_setup.bucket_name(project, name) for name in self._args.workload.buckets
        }

    def _run_server(self) -> docker.Container:
        machine = self._args.machine
        volume = kept_volume(self._name, machine=machine, parent=self)
        health = f"http://127.0.0.1:{PORT}/minio/health/live"
        return run(
            self._name,
            Container(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.images.objects, self),
                networks=self._args.networks.of(self._name),
                # Some SDKs put the bucket into the host's name.
                aliases=[f"{bucket}.{self._name}" for bucket in self._buckets().values()],
                memory_mib=machine.settings.memory_mib.objects,
                variables={
                    "MINIO_DOMAIN": self._name,
                    "MINIO_ROOT_PASSWORD": self._password(),
                    "MINIO_ROOT_USER": _ADMIN,
                },
                command=["server", "/data", "--console-address", f":{CONSOLE_PORT}"],
                ports={
                    machine.settings.ports.objects: PORT,
                    machine.settings.ports.objects_console: CONSOLE_PORT,
                },
                volume=(volume.name, "/data"),
                health=Health(test=["CMD-SHELL", f"curl -fsS {health} || mc ready local"]),
            ),
            machine=machine,
            parent=self,
        )

    def _run_setup(self, server: docker.Container) -> docker.Container:
        machine, workload = self._args.machine, self._args.workload
        passwords = {
            minio_setup.password_variable(program): self.password(program)
            for program in minio_setup.users(workload)
        }
        address = f"@{self._name}:{PORT}"
        return run(
            f"{self._name}-setup",
            Container(
                kind="setup",
                image=pulled(f"{self._name}-setup", machine.settings.images.objects_client, self),
                networks=self._args.networks.of(self._name),
                memory_mib=512,
                variables={
                    **passwords,
                    "MC_CONFIG_DIR": "/tmp/mc",
                    "MC_HOST_local": pulumi.Output.concat(
                        f"http://{_ADMIN}:", self._password(), address
                    ),
                },
                entrypoint=["sh", "-c"],
                command=[minio_setup.script(workload, machine.project)],
                files=dict(minio_setup.files(workload, machine.project)),
            ),
            machine=machine,
            parent=self,
            # It runs against the server, which is healthy once created.
            depends_on=[server],
        )
