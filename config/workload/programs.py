"""The programs of a workload: services, workers and jobs, and what each of them may use."""

from collections.abc import Iterator
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field

from config.values import (
    KEPT,
    Broken,
    Capability,
    ContainerUser,
    Cpu,
    HealthPath,
    HostLabel,
    Image,
    KeyPath,
    MemoryMib,
    Name,
    PathPrefix,
    Port,
    Schedule,
    Section,
    VariableName,
    VariableValue,
    aws_facts,
    secret_looks,
)
from config.workload.build import Build
from config.workload.sidecars import OpenFiles, Sidecar
from config.workload.uses import Uses


class Route(Section):
    """Requests that a service answers: those that match one of the hosts and one of the paths."""

    paths: Annotated[list[PathPrefix], Field(min_length=1)] = ["/"]
    """Prefixes: /api/orders matches itself and all below it."""
    hosts: list[HostLabel] = []
    """Labels below the environment's domain, `@` for the domain itself; none matches any host."""
    auth: Literal["required", "none"] = "required"
    """required: a valid JSON Web Token, checked at the gateway; 401 without."""
    rate_limit: Annotated[int, Field(ge=10, le=2_000_000_000)] | None = None
    """Requests that one client address may make to this route in five minutes, on AWS; more are
    answered with 429. For logins and other paths that cost much or invite guessing. Absent: only
    the limit of the whole environment, gateway.rate_limit_per_address."""
    cache: bool = False
    """Whether CloudFront may keep answers for as long as their Cache-Control header says, one for
    each host, path, query, cookie, Accept, Accept-Language, Authorization and Origin. Answers
    without the header are never kept. The service sees no other header of the client, nor on a
    POST: leave this false where it needs one, such as X-CSRF-Token or traceparent. An answer that
    sets a cookie must not allow to be kept: the next client would get the same cookie. CloudFront
    sees paths, not hosts, so routes with the same path keep answers only if all of them may."""

    def rules(self) -> Iterator[Broken]:
        """A listener rule holds five values; a prefix takes two (`/a`, `/a/*`), `/` takes none."""
        values = len(self.hosts) + sum(2 for path in self.paths if path != "/")
        if values > aws_facts.CONDITION_VALUES_PER_RULE:
            yield Broken(
                "paths",
                self.paths,
                f"needs {values} condition values and a listener rule holds "
                f"{aws_facts.CONDITION_VALUES_PER_RULE} (a path takes two, a host one); "
                "split it into several routes",
            )
        if "/" in self.paths and len(self.paths) > 1:
            yield Broken("paths", self.paths, "`/` matches everything; leave the others out")
        if self.cache and self.auth == "required":
            yield Broken(
                "cache",
                True,
                "needs auth: none; a kept answer would be given without asking the gateway again "
                "whether the token is still valid",
            )


_SYSTEM_FOLDERS = frozenset(
    ["", "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "root", "sbin", "sys", "usr"]
)
"""What a container cannot run without, or gets from its engine; "" is the whole file system."""


class Migration(Section):
    """A command that runs once, from the new image, before the service's tasks are replaced."""

    command: Annotated[list[str], Field(min_length=1)]
    timeout_seconds: Annotated[int, Field(ge=10, le=840)] = 600
    """At most 14 minutes: it is awaited by a Lambda function, which ends after 15."""


class Program(Section):
    """What services, workers and jobs have in common."""

    image: Image
    """`orders:1.4.2`: a repository that this platform keeps, with the version that runs where the
    environment names none; or any image with its registry's host before it."""
    build: Build | None = None
    command: list[str] = []
    """Instead of the image's own."""
    cpu: Cpu | None = None
    """CPU units, for a program that differs from its environment's size."""
    memory_mib: MemoryMib | None = None
    environment: dict[VariableName, VariableValue] = {}
    """Plain values, the same everywhere. Never a password: see uses.secrets."""
    writable_paths: list[HealthPath] = []
    """Folders the program may write to; the rest of its file system is read-only. Their content
    goes with the task."""
    user: ContainerUser | None = None
    """The user, and the group, as which the program runs, by number, such as '1000:1000'. Absent:
    the image's own. Those of writable_paths must belong to it in the image."""
    capabilities: list[Capability] = list(KEPT)
    """The powers of root that the container keeps, if its image runs as root; the others of those
    that Docker and Fargate grant are dropped. The default lets an image prepare its folders, bind a
    port below 1024 and change to a user of its own; [] drops all, for a program that does none of
    it."""
    open_files: OpenFiles | None = None
    """How many files and connections the program may have open. Default: Fargate's, 65535, and on
    Docker that of the engine."""
    stop_timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 30
    """Between SIGTERM and SIGKILL; Fargate allows 120."""
    sidecars: Annotated[dict[Name, Sidecar], Field(max_length=8)] = {}
    """Containers beside the program, on AWS, by name; ECS takes ten in a task, its own included.
    Default: none."""
    uses: Uses = Uses()

    def images(self) -> dict[KeyPath, str]:
        """The images of its containers by their place below the program."""
        beside: dict[KeyPath, str] = {
            ("sidecars", name, "image"): each.image for name, each in self.sidecars.items()
        }
        return {("image",): self.image, **beside}

    def rules(self) -> Iterator[Broken]:
        """Both halves of a size, and no password in plain sight."""
        if (self.cpu is None) != (self.memory_mib is None):
            key = "memory_mib" if self.memory_mib is None else "cpu"
            yield Broken(key, None, "cpu and memory_mib belong together; give both or none")
        for name, value in self.environment.items():
            if secret_looks.holds_secret(name, value):
                yield Broken(
                    ("environment", name),
                    secret_looks.HIDDEN,
                    "looks like a secret, which does not belong into this file; list it under "
                    "uses.secrets and enter its value in Secrets Manager",
                )
        for path in self.writable_paths:
            if path.strip("/").split("/")[0] in _SYSTEM_FOLDERS:
                yield Broken(
                    "writable_paths",
                    path,
                    "would be an empty folder in place of the image's own; name one that holds "
                    "only what the program writes, such as /tmp or /var/cache/app",
                )
        for name, sidecar in self.sidecars.items():
            for path in sidecar.shared_paths:
                if path not in self.writable_paths:
                    yield Broken(
                        ("sidecars", name, "shared_paths"),
                        path,
                        "is not among the program's writable_paths; add it there",
                    )


class Service(Program):
    """A program that answers requests."""

    port: Port
    health_path: HealthPath = "/healthz"
    """Answers 200 without authentication when the program can take requests."""
    routes: list[Route] = []
    """None: reachable by other services only."""
    websocket: bool = False
    """Connections stay open: they get ten minutes to end at a deployment, and no caching."""
    migration: Migration | None = None

    def rules(self) -> Iterator[Broken]:
        """ECS registers a task with five target groups at most."""
        yield from super().rules()
        groups = sum(len({path.count("/") for path in route.paths}) for route in self.routes)
        if groups > aws_facts.TARGET_GROUPS_PER_SERVICE:
            yield Broken(
                "routes",
                f"{groups} routes",
                f"a service has at most {aws_facts.TARGET_GROUPS_PER_SERVICE} (paths of different "
                "depth in one route count apart); put several paths into one route",
            )


class Worker(Program):
    """A program that reads one queue."""

    queue: Name
    """It gets receive access, and QUEUE_URL."""
    acceptable_latency_seconds: Annotated[int, Field(ge=1, le=86400)]
    """How long a message may wait."""
    seconds_per_message: Annotated[float, Field(gt=0, le=43200)]
    """How long one takes. Latency divided by this is the backlog that one task may have, and the
    autoscaler keeps that. Where it is longer than stop_timeout_seconds, no task is scaled in while
    a message is in flight. A deployment and Fargate Spot stop tasks all the same: a program that
    must not lose hours of work asks ECS to protect its task (PUT
    $ECS_AGENT_URI/task-protection/v1/state) while it works, which holds off scale-in and
    deployments, but not Spot."""

    def rules(self) -> Iterator[Broken]:
        """A wait shorter than the work cannot be kept by any number of tasks."""
        yield from super().rules()
        if self.acceptable_latency_seconds < self.seconds_per_message:
            yield Broken(
                "acceptable_latency_seconds",
                self.acceptable_latency_seconds,
                f"must be at least seconds_per_message, {self.seconds_per_message:g}",
            )


class Job(Program):
    """A program that a schedule starts and that ends by itself."""

    schedule: Schedule
    timezone: str = "UTC"
    """An IANA name such as Europe/Berlin; cron expressions follow its summer time."""

    def rules(self) -> Iterator[Broken]:
        """EventBridge Scheduler knows the IANA time zones; ECS knows names for services only."""
        yield from super().rules()
        if self.uses.services:
            yield Broken(
                "uses.services",
                self.uses.services,
                "a job cannot call services: ECS resolves their names in services and workers "
                "only; send to a queue (uses.queues), or make the job a worker",
            )
        known = available_timezones()
        if self.timezone != "UTC" and self.timezone not in known:
            hint = aws_facts.closest(self.timezone, known)
            yield Broken("timezone", self.timezone, f"must be an IANA time zone{hint}")
