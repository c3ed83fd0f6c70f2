"""A program of the workload on Docker: a service, a worker or a job.

    Container                    the program
    Container <name>-migration   a service's migration, from the same image; ends before it starts

As on Fargate, its file system is read-only but for `writable_paths`, and it gets the same
variables. A job's container is created and not started: `make run SERVICE=<name>` runs it now, for
no schedule is worth waiting for on a developer's machine.

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
    Container,
    Image,
    Machine,
    Mount,
    ended_well,
    image_of,
    run,
)
from components.local.gateway import replicas
from config.settings import ProgramOverrides, Size
from config.workload import Program as Description
from config.workload import ProgramKind, Service

TYPE = "plinth:local:Program"


@dataclass(frozen=True, kw_only=True)
class ProgramArgs:
    """Changing any of it replaces the container."""

    machine: Machine
    kind: ProgramKind
    description: Description
    """What the workload says of it."""
    size: Size
    image_versions: Mapping[str, str]
    """Versions by repository that win over the workload's: `settings.images`."""
    networks: Sequence[pulumi.Input[str]]
    variables: Mapping[str, pulumi.Input[str]]
    """All of them, secrets too."""
    after: Sequence[pulumi.Input[bool]]
    """What must have ended well before it starts."""
    needs: Sequence[pulumi.Resource]
    """What must be healthy before it starts."""
    published: Mapping[int, int] = field(default_factory=dict)
    """Port of this machine -> port of the program, for one outside of the containers that calls
    it."""
    overrides: ProgramOverrides = field(default_factory=ProgramOverrides)
    """What is different on this machine."""
    stand_in: Image | None = None
    """Runs instead of its own image, unless that is built here."""


class Program(pulumi.ComponentResource):
    """A container of the workload's own."""

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
            # A migration changes what these hold.
            depends_on=self._args.needs,
        )
        return [ended]

    def _run(self, image: Image, migrations: Sequence[pulumi.Resource]) -> list[docker.Container]:
        args = self._args
        command = args.overrides.command or args.description.command
        container = replace(
            self._container(args.kind, image, command),
            # All answer to the name of the first.
            aliases=[self._name],
        )
        first = {**args.published, **args.overrides.ports}
        return [
            run(
                name,
                # A port of the machine leads to one of them.
                replace(container, ports=first if name == self._name else {}),
                machine=args.machine,
                parent=self,
                # They must answer when it starts, or have ended; those created here are healthy.
                depends_on=[*args.needs, *migrations],
            )
            for name in replicas(self._name, args.overrides.replicas)
        ]

    def _container(
        self,
        kind: ProgramKind | Literal["migration"],
        image: Image,
        command: Sequence[str],
    ) -> Container:
        args, description = self._args, self._args.description
        return Container(
            kind=kind,
            image=image,
            networks=args.networks,
            memory_mib=args.overrides.memory_mib or args.size.memory_mib,
            cpu_shares=args.size.cpu,
            variables={**args.variables, **args.overrides.environment},
            mounts=[_mount(text) for text in args.overrides.mounts],
            # A stand-in knows nothing of a program's commands, only what it is to be.
            command=[kind] if self._stand_in else command,
            writable_paths=description.writable_paths,
            read_only=True,
            stop_timeout_seconds=description.stop_timeout_seconds,
            user=description.user,
            capabilities=description.capabilities,
            open_files=description.open_files,
        )


def _mount(text: str) -> Mount:
    """`../orders/src:/app/src:ro`, relative to the project."""
    source, target, *mode = text.split(":")
    path = (PROJECT / source).resolve()
    if not path.exists():
        # Docker would make a folder of that name, as root.
        raise pulumi.RunError(f"docker.programs: mounts: there is no {path}, got {text!r}")
    return Mount(source=str(path), target=target, read_only=bool(mode))


def _after(gates: Sequence[pulumi.Input[bool]], image: Image) -> Image:
    """The image, known only once the gates have ended well: without it nothing starts.

    A preview does not know how they will end, and would show every program as replaced.
    """
    if pulumi.runtime.is_dry_run():
        return image
    known = pulumi.Output.all(image.id, *gates).apply(lambda values: str(values[0]))
    return replace(image, id=known)
