"""The programs of a workload (services, workers and jobs), and what each of them may use."""

from collections.abc import Iterator
from math import ceil
from typing import Annotated

from pydantic import Field

from config.teams import Owned
from config.values import (
    KEPT,
    Broken,
    Capability,
    ContainerUser,
    Cpu,
    HealthPath,
    Image,
    KeyPath,
    MemoryMib,
    Name,
    Port,
    Schedule,
    Section,
    TimeZone,
    VariableName,
    VariableValue,
    aws_facts,
    parted,
)
from config.workload.build import Build
from config.workload.route import Route
from config.workload.sidecars import OpenFiles, Sidecar
from config.workload.uses import Uses

_SYSTEM_FOLDERS = frozenset(
    ["", "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "root", "sbin", "sys", "usr"]
)
"""First folders of paths that a container needs to run, or gets from its engine. "" is the whole
file system."""


class Migration(Section):
    """Command that runs once, from the new image, before the service's tasks are replaced."""

    command: Annotated[
        list[str], Field(min_length=1, examples=[["python", "-m", "orders.migrate"]])
    ]
    """Command of the migration, as a list of words."""
    timeout_seconds: Annotated[int, Field(ge=10, le=840, examples=[300])] = 600
    """Seconds after which the migration counts as failed, at most 14 minutes: the Lambda function
    that waits for it ends after 15."""


class Verification(Section):
    """Command that tries a new version of the service after its tasks are well and before anybody
    reaches them. It runs in a task of its own as the new version, with its image, variables,
    secrets, roles and network access, and with VERIFY_URL, the address of one of the new tasks.
    Status 0 gives the new version its traffic; anything else, or a run that takes too long, sends
    the deployment back. It runs at each deployment with `deployment: blue_green`, `canary` or
    `linear`, the first included, and not with `rolling`. A change is an update in place and starts
    a deployment."""

    command: Annotated[list[str], Field(min_length=1, examples=[["python", "-m", "orders.verify"]])]
    """Command that tries the new version, as a list of words. It must be safe to repeat, and change
    no data of customers: it runs in production."""
    timeout_seconds: Annotated[int, Field(ge=10, le=3600, examples=[300])] = 600
    """Seconds after which the deployment goes back, an hour at most, counted from the start of the
    task. `make up` waits longer by them."""

    @property
    def minutes(self) -> int:
        """The minutes by which a deployment may last longer."""
        return ceil(self.timeout_seconds / 60)


class Program(Owned):
    """Keys that services, workers and jobs share."""

    image: Image
    """Image that the program runs. Without a registry's host (`orders:1.4.2`) it is a repository
    that this platform keeps, with the version that runs where the environment names none. With a
    registry's host before it, any image can be used."""
    build: Build | None = None
    """Instructions for building the image on the developer's machine. Absent: it is pulled."""
    command: Annotated[list[str], Field(examples=[["python", "-m", "orders"]])] = []
    """Command that replaces the image's own, as a list of words."""
    cpu: Cpu | None = None
    """CPU units of one task, of which 1024 are one vCPU. Absent: the environment's size. It must
    stand together with `memory_mib`."""
    memory_mib: MemoryMib | None = None
    """Memory of one task in MiB; Fargate offers only certain pairs with `cpu`. Absent: the
    environment's size."""
    environment: Annotated[
        dict[VariableName, VariableValue], Field(examples=[{"LOG_LEVEL": "info"}])
    ] = {}
    """Environment variables with plain values that are the same in every environment. Never write a
    password here: use `uses.secrets`."""
    writable_paths: Annotated[list[HealthPath], Field(examples=[["/tmp"]])] = []
    """Folders to which the program may write. The rest of its file system is read-only. The content
    of these folders is lost with the task."""
    user: ContainerUser | None = None
    """User, or user and group, as which the program runs, by number and in quotes. Absent: the
    image's own user. The folders of `writable_paths` must belong to this user in the image."""
    capabilities: list[Capability] = list(KEPT)
    """Linux capabilities (parts of root's power) that the container keeps if its image runs as
    root. All others that Docker and Fargate grant are dropped. The default lets an image prepare
    its folders, bind a port below 1024 and change to a user of its own. [] drops all, for a program
    that does none of this."""
    open_files: OpenFiles | None = None
    """Number of files and connections that the program may have open. Default: 65535, which is
    Fargate's, and on Docker that of the engine."""
    stop_timeout_seconds: Annotated[int, Field(ge=2, le=120, examples=[60])] = 30
    """Seconds between SIGTERM and SIGKILL. Fargate allows 120 at most."""
    sidecars: Annotated[dict[Name, Sidecar], Field(max_length=8)] = {}
    """Containers beside the program, on AWS, by name. ECS accepts ten in a task, its own included.
    Default: none."""
    uses: Uses = Uses()
    """Data, messages, services and secrets that the program may reach."""

    def images(self) -> dict[KeyPath, str]:
        """Returns the images of its containers, by their place below the program."""
        beside: dict[KeyPath, str] = {
            ("sidecars", name, "image"): each.image for name, each in self.sidecars.items()
        }
        return {("image",): self.image, **beside}

    def rules(self) -> Iterator[Broken]:
        """Checks that both halves of a size are given, and that no folder of the image is
        hidden."""
        if (self.cpu is None) != (self.memory_mib is None):
            key = "memory_mib" if self.memory_mib is None else "cpu"
            yield Broken(key, None, "cpu and memory_mib belong together; give both or none")
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
    """Program that answers requests."""

    port: Port
    """TCP port at which the program listens."""
    health_path: HealthPath = "/healthz"
    """Path that answers 200 without authentication when the program can take requests."""
    routes: list[Route] = []
    """Routes from outside to the service. Empty: only other services reach it."""
    private: bool = False
    """Switch for routes that answer inside the network only: to peered VPCs, a VPN or a Transit
    Gateway, by a load balancer of their own without a public address (`gateway.private`), and never
    to the internet. Each route must name hosts, which lie below a domain of their own:
    ledger.internal.example.com. Neither CloudFront nor the firewall stands before it. Changing it
    moves the routes to another load balancer and other names."""
    websocket: bool = False
    """Switch for connections that stay open. They get ten minutes to end at a deployment, and
    CloudFront keeps none of their answers."""
    sticky_minutes: Annotated[int, Field(ge=1, le=10080, examples=[60])] | None = None
    """Minutes for which a client comes back to the task that answered it last, by a cookie of the
    gateway (AWSALB), counted from its last request; a week is 10080. It needs a route, and
    `deployment: rolling`. It is for state that a task keeps for its clients: when the task stops,
    they go to another one without it. Changing it applies at once and replaces nothing. Absent: any
    task answers."""
    migration: Migration | None = None
    """Command that runs once before each deployment, such as a change of the database's schema."""
    verification: Verification | None = None
    """Command that tries a new version before it gets traffic. Absent: health checks and alarms
    alone tell if it is well."""

    def rules(self) -> Iterator[Broken]:
        """Checks the number of target groups, of which ECS registers a task with five at most, and
        that a cookie can keep clients at their task."""
        yield from super().rules()
        yield from self._sticky_rules()
        yield from self._private_rules()
        groups = sum(len({path.count("/") for path in route.paths}) for route in self.routes)
        if groups > aws_facts.TARGET_GROUPS_PER_SERVICE:
            yield Broken(
                "routes",
                f"{groups} routes",
                f"a service has at most {aws_facts.TARGET_GROUPS_PER_SERVICE} (paths of different "
                "depth in one route count apart); put several paths into one route",
            )

    def _sticky_rules(self) -> Iterator[Broken]:
        if self.sticky_minutes is None:
            return
        if not self.routes:
            yield Broken(
                "sticky_minutes",
                self.sticky_minutes,
                "needs a route: the gateway gives the cookie, and no request of other programs "
                "passes it; add a route, or leave it out",
            )
        for index, route in enumerate(self.routes):
            if route.cache:
                yield Broken(
                    ("routes", index, "cache"),
                    True,
                    "would keep one client's cookie with the answer and give it to all others, so "
                    "that one task has everybody; write false, or leave sticky_minutes out",
                )

    def _private_rules(self) -> Iterator[Broken]:
        """Checks that the routes of a private service ask for nothing of what stands before public
        ones."""
        if not self.private:
            return
        if not self.routes:
            yield Broken(
                "private",
                True,
                "is about routes, and there is none: other services reach it by its name anyway "
                "(uses.services); add a route for callers of other networks, or leave it out",
            )
        for index, route in enumerate(self.routes):
            place: KeyPath = ("routes", index)
            if not route.hosts:
                yield Broken(
                    (*place, "hosts"),
                    route.hosts,
                    "must name the hosts of a private service, which have a domain of their own: "
                    "name one, such as ledger",
                )
            for host in route.hosts:
                if parted(host)[1]:
                    remedy = "is at a further domain, and private services have one domain for all"
                    yield Broken((*place, "hosts"), host, f"{remedy}; write {parted(host)[0]}")
            if route.auth == "mtls":
                yield Broken(
                    (*place, "auth"),
                    "mtls",
                    "is asked at a load balancer which the internet reaches; write required or "
                    "none in a private service, or leave private out",
                )
            edge = {"allow_from": route.allow_from, "rate_limit": route.rate_limit}
            for key, value in (edge | {"cache": route.cache}).items():
                if value:
                    networks = " (gateway.private.allow_from names the networks of all of them)"
                    yield Broken(
                        (*place, key),
                        value,
                        "is done at the edge or by its firewall, which requests to a private "
                        f"service do not pass{networks if key == 'allow_from' else ''}; leave it "
                        "out",
                    )


class Worker(Program):
    """Program that reads one queue."""

    queue: Annotated[Name, Field(examples=["mails"])]
    """Queue that the worker reads. It gets the right to receive, and the address as QUEUE_URL."""
    acceptable_latency_seconds: Annotated[int, Field(ge=1, le=86400, examples=[60])]
    """Time that a message may wait, in seconds."""
    seconds_per_message: Annotated[float, Field(gt=0, le=43200, examples=[0.5])]
    """Time that one message takes, in seconds. The latency divided by this is the backlog that one
    task may have, and the autoscaler keeps to it. If this is longer than `stop_timeout_seconds`, no
    task is scaled in while a message is in flight, unless `protect_tasks` does better."""
    protect_tasks: bool = False
    """Right of the worker's tasks to protect themselves while they work (PUT
    $ECS_AGENT_URI/task-protection/v1/state). ECS then stops no protected task, neither to scale in
    nor for a deployment; Fargate Spot stops it all the same. A program that does not ask is not
    protected, and is stopped in the middle. `make up` waits longer by `seconds_per_message`. Docker
    protects nothing."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the acceptable wait is not shorter than the work, which no number of tasks
        could keep."""
        yield from super().rules()
        if self.acceptable_latency_seconds < self.seconds_per_message:
            yield Broken(
                "acceptable_latency_seconds",
                self.acceptable_latency_seconds,
                f"must be at least seconds_per_message, {self.seconds_per_message:g}",
            )


class Job(Program):
    """Program that a schedule starts and that ends by itself."""

    schedule: Schedule
    """Expression of EventBridge Scheduler that says when the job starts: rate or cron."""
    timezone: TimeZone = "UTC"
    """IANA time zone of the schedule. Cron expressions follow its daylight saving time."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the job calls no services, whose names ECS resolves for services and workers
        only."""
        yield from super().rules()
        if self.uses.services:
            yield Broken(
                "uses.services",
                self.uses.services,
                "a job cannot call services: ECS resolves their names in services and workers "
                "only; send to a queue (uses.queues), or make the job a worker",
            )
