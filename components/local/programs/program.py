"""A program of the workload on Docker: a service, a worker or a job.

    Container                    the program
    Container <name>-migration   a service's migration, from the same image; ends before it starts

As on Fargate, its file system is read-only except for `writable_paths`, and it gets the same
variables. A job's container is created and not started: `make run SERVICE=<name>` runs it now,
because no developer waits for a schedule.

Left out: a health check in the container, which would need a client such as curl in every image;
the gateway asks the services that have routes for their health, as the load balancer does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    PROJECT,
    ContainerSpec,
    Image,
    Machine,
    Mount,
    ended_well,
    image_of,
    run,
)
from components.local.gateway import replicas
from config.settings import ProgramOverrides
from config.sizes import TaskSize
from config.workload import Program as Description
from config.workload import ProgramKind, Service

TYPE = "plinth:local:Program"


@dataclass(frozen=True, kw_only=True)
class ProgramArgs:
    """The inputs from which a program is built. Changing any of them replaces the container."""

    machine: Machine
    kind: ProgramKind
    description: Description
    """The program's entry in the workload."""
    size: TaskSize
    image_versions: Mapping[str, str]
    """Versions by repository that win over the workload's; from `settings.images`."""
    networks: Sequence[pulumi.Input[str]]
    variables: Mapping[str, pulumi.Input[str]]
    """All variables, secrets too."""
    after: Sequence[pulumi.Input[bool]]
    """Values that are known once the work that must come first has succeeded."""
    needs: Sequence[pulumi.Resource]
    """Resources that must be healthy before it starts."""
    published: Mapping[int, int] = field(default_factory=dict)
    """The program's port for each port of this machine, for programs outside the containers that
    call it."""
    overrides: ProgramOverrides = field(default_factory=ProgramOverrides)
    """Settings that are different on this machine."""
    stand_in: Image | None = None
    """The image that runs instead of the program's own, unless that is built here."""


class Program(pulumi.ComponentResource):
    """The containers of one program of the workload, with its migration."""

    container_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: ProgramArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._build = args.overrides.build or args.description.build
        self._stand_in = args.stand_in if self._build is None else None
        image = _after(args.after, self._stand_in or self._own_image())
        migrations = self._migrate(image)
        ended = [ended_well(each, f"{name}-migration") for each in migrations]
        containers = self._run(_after(ended, image), migrations)
        self.container_name = containers[0].name
        self.register_outputs({"container_name": self.container_name})

    def _own_image(self) -> Image:
        return image_of(
            self._name,
            self._args.description,
            build=self._build,
            versions=dict(self._args.image_versions),
            machine=self._args.machine,
            parent=self,
        )

    def _migrate(self, image: Image) -> list[docker.Container]:
        description = self._args.description
        if not isinstance(description, Service) or description.migration is None:
            return []
        migration = description.migration
        container = self._container("migration", image, migration.command)
        ended = run(
            f"{self._name}-migration",
            replace(container, work_timeout_seconds=migration.timeout_seconds),
            machine=self._args.machine,
            parent=self,
            # A migration changes the data that these hold.
            depends_on=self._args.needs,
        )
        return [ended]

    def _run(self, image: Image, migrations: Sequence[pulumi.Resource]) -> list[docker.Container]:
        args = self._args
        command = args.overrides.command or args.description.command
        container = replace(
            self._container(args.kind, image, command),
            # All replicas answer to the name of the first.
            aliases=[self._name],
        )
        first = {**args.published, **args.overrides.ports}
        return [
            run(
                name,
                # A port of the machine can lead to one replica only.
                replace(container, ports=first if name == self._name else {}),
                machine=args.machine,
                parent=self,
                # Those must answer when it starts, or have ended. Called services that were created
                # here are healthy.
                depends_on=[*args.needs, *migrations],
            )
            for name in replicas(self._name, args.overrides.replicas)
        ]

    def _container(
        self,
        kind: ProgramKind | Literal["migration"],
        image: Image,
        command: Sequence[str],
    ) -> ContainerSpec:
        args, description = self._args, self._args.description
        return ContainerSpec(
            kind=kind,
            image=image,
            networks=args.networks,
            memory_mib=args.overrides.memory_mib or args.size.memory_mib,
            cpu_shares=args.size.cpu,
            variables={**args.variables, **args.overrides.environment},
            mounts=[_mount(text) for text in args.overrides.mounts],
            # A stand-in does not know the program's commands, so it gets only the kind of program.
            command=[kind] if self._stand_in else command,
            writable_paths=description.writable_paths,
            read_only=True,
            stop_timeout_seconds=description.stop_timeout_seconds,
            user=description.user,
            capabilities=description.capabilities,
            open_files=description.open_files,
        )


def _mount(text: str) -> Mount:
    """Returns the mount that a text describes: `../orders/src:/app/src:ro`, relative to the
    project."""
    source, target, *mode = text.split(":")
    path = (PROJECT / source).resolve()
    if not path.exists():
        # Docker would create the missing folder, owned by root.
        raise pulumi.RunError(f"docker.programs: mounts: there is no {path}, got {text!r}")
    return Mount(source=str(path), target=target, read_only=bool(mode))


def _after(gates: Sequence[pulumi.Input[bool]], image: Image) -> Image:
    """Returns the image, known only once the gates have succeeded, so that nothing starts without
    them.

    A preview does not know how they will end, and would show every program as replaced, so there
    the image is known at once.
    """
    if pulumi.runtime.is_dry_run():
        return image
    known = pulumi.Output.all(image.id, *gates).apply(lambda values: str(values[0]))
    return replace(image, id=known)
