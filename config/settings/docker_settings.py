"""Settings of what AWS does elsewhere and containers do on the developer's machine."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.settings import docker_images
from config.settings.program_overrides import ProgramOverrides
from config.values import Broken, Image, Name, Port, Section

Folder = Annotated[str, Field(min_length=1, max_length=200)]
ContainerMemoryMib = Annotated[int, Field(ge=16, le=65536)]


class HostPorts(Section):
    """Ports of this machine, on 127.0.0.1 only: nobody else on the network reaches them."""

    gateway: Port = 8443
    """HTTPS, with a certificate of the stack's own: `make connect SERVICE=gateway` shows it."""
    gateway_http: Port = 8080
    """Sends browsers to `gateway`."""
    gateway_status: Port = 8404
    """The gateway's own page: which services answer."""
    database: Port = 5432
    cache: Port = 6379
    broker: Port = 5672
    """AMQP."""
    broker_console: Port = 15672
    """RabbitMQ's management page."""
    objects: Port = 9000
    """S3's API."""
    objects_console: Port = 9001
    """MinIO's; SeaweedFS has none."""
    aws: Port = 4566
    """The SQS and SNS of `messaging: aws`. Not moto's own 5000, which macOS keeps for AirPlay."""
    services: Port = 18000
    """The first of those by which a program of `on_host` calls services; each service has one, in
    the order of their names."""

    def rules(self) -> Iterator[Broken]:
        """A port of the machine has one owner."""
        taken: dict[int, str] = {}
        for name in type(self).model_fields:
            port: int = getattr(self, name)
            if port in taken:
                yield Broken(name, port, f"is also {taken[port]}; each needs a port of its own")
            taken[port] = name


class Servers(Section):
    """What the parts of the infrastructure are. Their images are pinned in
    `config/settings/docker-images.yaml`."""

    database: Literal["postgresql-16", "postgresql-17", "postgresql-18"] = "postgresql-16"
    """A new major version cannot read the old one's volume."""
    cache: Literal["redis-7", "redis-8", "valkey-8"] = "redis-7"
    """Redis and Valkey do not read each other's files; a cache may begin empty."""
    broker: Literal["rabbitmq-4", "rabbitmq-3"] = "rabbitmq-4"
    """RabbitMQ 4 takes over the volume of a 3.13; there is no way back. 3 is out of support."""
    objects: Literal["seaweedfs", "minio"] = "seaweedfs"
    """Each has a volume of its own: objects must be moved, and `make leftovers` tells of the other.
    MinIO's project is archived; its images are of 2025."""


class InfrastructureImages(Section):
    """Other images than those of `config/settings/docker-images.yaml`, such as a mirror's."""

    database: Image | None = None
    """The official ones have PostgreSQL's own extensions; others (postgis, vector, pg_cron) need an
    image with them."""
    cache: Image | None = None
    broker: Image | None = None
    """With the management plugin."""
    objects: Image | None = None
    objects_client: Image | None = None
    """Makes MinIO's users."""
    gateway: Image | None = None
    """HAProxy 2.6 or newer."""
    aws: Image | None = None
    """Serves `messaging: aws`: moto."""
    setup: Image | None = None
    """Python, which sets up the others, and runs the stand-ins."""


class InfrastructureMemory(Section):
    """What each container may use, in MiB; the engine stops one that wants more."""

    database: ContainerMemoryMib = 512
    cache: ContainerMemoryMib = 128
    broker: ContainerMemoryMib = 512
    objects: ContainerMemoryMib = 512
    gateway: ContainerMemoryMib = 128
    aws: ContainerMemoryMib = 256


class DockerSettings(Section):
    """An environment in containers on one machine."""

    messaging: Literal["rabbitmq", "aws"]
    """What carries messages. rabbitmq: exchanges and queues. aws: a stand-in for SQS and SNS, for
    code that speaks their APIs; what it holds is lost when it stops. Programs see it as
    MESSAGING."""
    registry: Annotated[str, Field(min_length=1, max_length=200)] | None
    """Where this platform's own images are pulled from, such as the `registry` output of another
    stack. null takes them from the engine, where `docker build --tag orders:1.0.0 .` puts them."""
    stand_ins: bool = False
    """Whether programs without `build` run this project's stand-in instead of their image: to try
    everything before there are images. It answers every request with what reached it, and does
    nothing as a worker, a job or a migration."""
    clone: Annotated[int, Field(ge=0, le=9)] = 0
    """Which of several clones of the project on this machine it is. 1 to 9 live beside the first:
    their names end with the number (`shop-dev-1-orders`), and each of `ports` is 100 times it
    higher. Belongs into a file of your own, `Pulumi.<stack>.local.yaml`; a change leaves the
    volumes of the old number where they are."""
    only: list[Name] = []
    """The programs that run, with the services that they call and the infrastructure that they use;
    empty: all. `make up ONLY=orders,web` says it for once."""
    on_host: dict[Name, Port] = {}
    """Programs that you run yourself, in a shell or an IDE, and the port at which yours listens (of
    all addresses on Linux; a worker needs none, give any). The gateway and the other programs are
    led to it; `make env SERVICE=orders` prints what its environment must hold."""
    programs: dict[Name, ProgramOverrides] = {}
    """What differs on this machine for single programs: mounts, a build, ports, a command."""
    init_scripts: Folder = "infrastructure/init-scripts"
    """Holds *.sql and *.sh, relative to the project: each runs once, in alphabetical order, before
    any program. `orders/10-customers.sql` runs in the database orders, a file directly below the
    folder in the database postgres. There need be none."""
    ports: HostPorts = HostPorts()
    servers: Servers = Servers()
    images: InfrastructureImages = InfrastructureImages()
    memory_mib: InfrastructureMemory = InfrastructureMemory()

    def image(self, part: str) -> str:
        """The image of a part of the infrastructure, by its name under `images`."""
        chosen: str | None = getattr(self.images, part)
        fixed = {"aws": "moto", "gateway": "haproxy", "objects_client": "minio-client"}
        if chosen is not None:
            return chosen
        name = "python" if part == "setup" else fixed.get(part) or getattr(self.servers, part)
        return docker_images.reference(name)
