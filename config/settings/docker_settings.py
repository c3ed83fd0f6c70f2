"""Settings of the containers that stand in for AWS on the developer's machine."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.settings import docker_images
from config.settings.program_overrides import ProgramOverrides
from config.values import Broken, Image, Matching, Name, Port, Section

Folder = Annotated[str, Field(min_length=1, max_length=200)]
Registry = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?(/[a-z0-9][a-z0-9._-]*)*",
        "a registry's host, and where in it the images are, such as ghcr.io/shop: without https:// "
        "and without a slash at its end",
    ),
    Field(
        max_length=200,
        examples=["111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/staging"],
    ),
]
LOCAL_REGION = "us-east-1"
"""The region that programs on Docker get as their own. SDKs want one, and moto and the S3 servers
use this one."""

ContainerMemoryMib = Annotated[int, Field(ge=16, le=65536, examples=[1024])]


class HostPorts(Section):
    """Ports of this machine, on 127.0.0.1 only, so nobody else on the network reaches them."""

    gateway: Port = 8443
    """HTTPS port of the gateway. The stack makes its own certificate, which `make connect
    SERVICE=gateway` shows."""
    gateway_http: Port = 8080
    """HTTP port of the gateway, which redirects browsers to `gateway`."""
    gateway_status: Port = 8404
    """Port of the gateway's own page, which shows the services that answer."""
    database: Port = 5432
    """Port of PostgreSQL."""
    mysql: Port = 3306
    """Port of MySQL, where the workload has databases of it."""
    cache: Port = 6379
    """Port of Redis or Valkey."""
    caches: Port = 16379
    """First of the ports of further caches (`uses.caches`). Each has one, in the order of their
    names."""
    broker: Port = 5672
    """AMQP port of RabbitMQ."""
    broker_console: Port = 15672
    """Port of RabbitMQ's management page."""
    objects: Port = 9000
    """Port of the S3 API."""
    objects_console: Port = 9001
    """Port of MinIO's console. SeaweedFS has none."""
    search: Port = 9200
    """Port of OpenSearch, by HTTP."""
    aws: Port = 4566
    """Port of the SQS and SNS of `messaging: aws`. It is not moto's own 5000, which macOS reserves
    for AirPlay."""
    traces: Port = 16686
    """Port of the page that shows traces, where the stack has `tracing`."""
    otlp: Port = 4318
    """Port that takes traces of programs outside of the containers, where the stack has
    `tracing`."""
    flags: Port = 2772
    """Port that answers feature flags, where the workload has some."""
    services: Port = 18000
    """First of the ports by which a program of `on_host` calls services. Each service has one port,
    in the order of their names."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each port of the machine is used once."""
        taken: dict[int, str] = {}
        for name in type(self).model_fields:
            port: int = getattr(self, name)
            if port in taken:
                yield Broken(name, port, f"is also {taken[port]}; each needs a port of its own")
            taken[port] = name


class Servers(Section):
    """Software of the infrastructure. `config/settings/docker-images.yaml` pins the images."""

    database: Literal["postgresql-16", "postgresql-17", "postgresql-18"] = "postgresql-16"
    """Major version of PostgreSQL. A new one cannot read the volume of the old one."""
    mysql: Literal["mysql-8.4"] = "mysql-8.4"
    """Major version of MySQL."""
    cache: Literal["redis-7", "redis-8", "valkey-8"] = "redis-7"
    """Software of the cache. Redis and Valkey do not read each other's files, but a cache may start
    empty."""
    broker: Literal["rabbitmq-4", "rabbitmq-3"] = "rabbitmq-4"
    """Major version of RabbitMQ. RabbitMQ 4 takes over the volume of a 3.13, and there is no way
    back. Version 3 is out of support."""
    search: Literal["opensearch-2", "opensearch-3"] = "opensearch-2"
    """Major version of OpenSearch. 3 takes over the volume of a 2.19, and there is no way back."""
    objects: Literal["seaweedfs", "minio"] = "seaweedfs"
    """Software that serves the S3 API. Each has a volume of its own: objects must be moved by hand,
    and `make leftovers` names the volume of the other. MinIO's project is archived; its images are
    of 2025."""


class InfrastructureImages(Section):
    """Images that replace those of `config/settings/docker-images.yaml`, for example from a
    mirror."""

    database: Image | None = None
    """Image of PostgreSQL. The official ones contain PostgreSQL's own extensions; others (postgis,
    vector, pg_cron) need an image that has them."""
    mysql: Image | None = None
    """Image of MySQL, with `mysql` and `mysqladmin` in it."""
    cache: Image | None = None
    """Image of Redis or Valkey, whichever `servers.cache` names."""
    broker: Image | None = None
    """Image of RabbitMQ, with the management plugin."""
    objects: Image | None = None
    """Image of the software that serves the S3 API, whichever `servers.objects` names."""
    search: Image | None = None
    """Image of OpenSearch, whichever `servers.search` names."""
    objects_client: Image | None = None
    """Image of the client that creates MinIO's users."""
    gateway: Image | None = None
    """Image of HAProxy 2.6 or newer."""
    aws: Image | None = None
    """Image of moto, which serves `messaging: aws`."""
    traces: Image | None = None
    """Image of Jaeger 2, which takes and shows traces."""
    setup: Image | None = None
    """Image with Python, which sets up the other containers and runs the stand-ins."""


class InfrastructureMemory(Section):
    """Memory limit of each container, in MiB. The Docker engine stops a container that wants
    more."""

    database: ContainerMemoryMib = 512
    """Memory limit of PostgreSQL, in MiB."""
    mysql: ContainerMemoryMib = 768
    """Memory limit of MySQL, in MiB."""
    cache: ContainerMemoryMib = 128
    """Memory limit of the cache, in MiB."""
    broker: ContainerMemoryMib = 512
    """Memory limit of RabbitMQ, in MiB."""
    objects: ContainerMemoryMib = 512
    """Memory limit of the object storage, in MiB."""
    search: ContainerMemoryMib = 1024
    """Memory limit of OpenSearch, in MiB, 768 or more. Half of it is Java's heap."""
    gateway: ContainerMemoryMib = 128
    """Memory limit of HAProxy, in MiB."""
    aws: ContainerMemoryMib = 256
    """Memory limit of moto, in MiB."""
    traces: ContainerMemoryMib = 256
    """Memory limit of Jaeger, in MiB. The oldest of its traces go first."""
    flags: ContainerMemoryMib = 64
    """Memory limit of the container that answers feature flags, in MiB."""


class DockerSettings(Section):
    """Settings of an environment in containers on one machine."""

    messaging: Literal["rabbitmq", "aws"]
    """Software that carries messages. rabbitmq: exchanges and queues. aws: a stand-in for SQS and
    SNS, for code that uses their APIs; its messages are lost when it stops. Programs see the value
    as MESSAGING."""
    registry: Registry | None
    """Registry from which this platform's own images are pulled, such as the `registry` output of
    another stack. null takes them from the Docker engine, where `docker build --tag orders:1.0.0 .`
    puts them."""
    stand_ins: bool = False
    """Switch by which programs without `build` run this project's stand-in instead of their image,
    to try everything before images exist. The stand-in answers every request with what it received,
    and does nothing as a worker, a job or a migration."""
    clone: Annotated[int, Field(ge=0, le=9, examples=[1])] = 0
    """Number of this clone among several clones of the project on one machine. Clones 1 to 9 run
    beside the first: their names end with the number (`shop-dev-1-orders`), and each of `ports` is
    100 times the number higher. Write it into a file of your own, `Pulumi.<stack>.local.yaml`. A
    change leaves the volumes of the old number where they are."""
    only: list[Name] = []
    """Programs that run, with the services that they call and the infrastructure that they use.
    Empty: all. `make up ONLY=orders,web` says it for one start."""
    on_host: Annotated[dict[Name, Port], Field(examples=[{"orders": 8080}])] = {}
    """Programs that you run yourself, in a shell or an IDE, each with the port at which it listens
    (on all addresses on Linux; for a worker, which needs none, give any port). The gateway and the
    other programs reach it there; `make env SERVICE=orders` prints the environment variables that
    it needs."""
    programs: dict[Name, ProgramOverrides] = {}
    """Differences of single programs on this machine, by name: mounts, a build, ports, a
    command."""
    init_scripts: Annotated[Folder, Field(examples=["infrastructure/init-scripts"])] = (
        "infrastructure/init-scripts"
    )
    """Folder with *.sql and *.sh files, relative to the project. Each file runs once, in
    alphabetical order, before any program: `orders/10-customers.sql` in the database orders, a file
    directly in the folder in the database postgres, or in no database where all are MySQL's. The
    folder need not exist."""
    ports: HostPorts = HostPorts()
    """Ports of this machine at which the environment is reached."""
    servers: Servers = Servers()
    """Software of the infrastructure."""
    images: InfrastructureImages = InfrastructureImages()
    """Images that replace those which this release pins."""
    memory_mib: InfrastructureMemory = InfrastructureMemory()
    """Memory limits of the infrastructure's containers, in MiB."""

    def image(self, part: str) -> str:
        """Returns the image of a part of the infrastructure, by its name under `images`."""
        chosen: str | None = getattr(self.images, part)
        fixed = {
            "aws": "moto",
            "gateway": "haproxy",
            "objects_client": "minio-client",
            "traces": "jaeger",
        }
        if chosen is not None:
            return chosen
        name = "python" if part == "setup" else fixed.get(part) or getattr(self.servers, part)
        return docker_images.reference(name)
