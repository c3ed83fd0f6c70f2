"""Builds the container definition of a program in the form in which ECS itself returns it; pure.

ECS fills in whatever a definition leaves out. A definition that differs from the one that ECS
returns looks changed at every deployment and replaces the task definition. So defaults are spelled
out, lists are sorted, and nothing is empty or null.

Left out: a health check in the container. It needs a client such as curl in every image. The load
balancer checks the health of a service that has routes.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi

from config.values import KEPT, Capability, dropped
from planning import Environment

PORT_NAME = "main"
"""The name of the container's port in Service Connect."""

EXEC_PATHS = ("/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm")
"""Folders to which the agent of ECS Exec writes. AWS supports ECS Exec only in writable containers;
with these folders writable it works in a read-only one: github.com/aws/containers-roadmap#1359."""

_LOG_BUFFER = "25m"
"""The memory for log lines that wait for CloudWatch. When it is full, log lines are lost and the
program runs on."""


@dataclass(frozen=True, kw_only=True)
class ContainerFacts:
    """The description of one container: its program, its variables and the paths that it may
    write."""

    name: str
    image: pulumi.Input[str]
    log_group_name: pulumi.Input[str]
    region: str
    stream_prefix: str
    """The first part of the names of log streams, `<prefix>/<name>/<task>`."""
    command: Sequence[str] = ()
    """The command; empty for the image's own."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The ARN of the secret for each variable, possibly with `:key::` for one key of a JSON
    secret."""
    port: int | None = None
    websocket: bool = False
    writable_paths: Sequence[str] = ()
    """Folders that the program may write to. In an image that does not run as root, each must exist
    and belong to the image's user, and be declared by VOLUME in the Dockerfile: Fargate takes owner
    and mode from there, and root otherwise.
    docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html"""
    stop_timeout_seconds: int = 30
    """Seconds between SIGTERM and SIGKILL; Fargate takes 2 to 120."""
    user: str | None = None
    """The user that the program runs as; None for the image's own."""
    capabilities: Sequence[Capability] = KEPT
    """The Linux capabilities that the container keeps."""
    open_files: int | None = None
    """The limit of open files; None for Fargate's own."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Docker labels, which change nothing but the definition itself."""
    after: Mapping[str, Literal["START", "HEALTHY"]] = field(default_factory=dict)
    """Other containers of the task that it waits for, each with the state that it waits for."""


def common_variables(
    environment: Environment,
    name: str,
    *,
    port: int | None = None,
    queue_url: pulumi.Input[str] | None = None,
) -> dict[str, pulumi.Input[str]]:
    """Returns the variables that every program gets, with the names of
    `config/workload/contract.py`."""
    variables: dict[str, pulumi.Input[str]] = {
        "APP_ENV": environment.name,
        "AWS_DEFAULT_REGION": environment.region,
        "AWS_REGION": environment.region,
        "MESSAGING": "aws",
        "SERVICE_NAME": name,
    }
    if port is not None:
        variables["PORT"] = str(port)
    if queue_url is not None:
        variables["QUEUE_URL"] = queue_url
    return variables


def volume_name(path: str) -> str:
    """Returns the name of a path's volume, which may contain no slash; the same path gives the same
    name."""
    return f"writable-{hashlib.sha256(path.encode()).hexdigest()[:12]}"


def volume_names(paths: Iterable[str]) -> list[str]:
    """Returns the volumes behind writable paths. Each starts empty and is gone with its task."""
    return [volume_name(path) for path in sorted(set(paths))]


def log_options(
    log_group_name: pulumi.Input[str], region: str, stream_prefix: str
) -> dict[str, pulumi.Input[str]]:
    """Returns the options with which the `awslogs` driver sends a container's output to
    CloudWatch."""
    return {
        "awslogs-group": log_group_name,
        "awslogs-region": region,
        "awslogs-stream-prefix": stream_prefix,
        # `blocking` would stop the program while CloudWatch does not answer.
        "mode": "non-blocking",
        "max-buffer-size": _LOG_BUFFER,
    }


def container_definition(container: ContainerFacts) -> dict[str, Any]:
    """Returns one entry of `containerDefinitions`."""
    definition: dict[str, Any] = {
        "name": container.name,
        "image": container.image,
        "essential": True,
        "readonlyRootFilesystem": True,
        "stopTimeout": container.stop_timeout_seconds,
        "linuxParameters": _linux_parameters(container),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": log_options(
                container.log_group_name, container.region, container.stream_prefix
            ),
        },
        "environment": _sorted(container.variables, "value"),
    }
    optional = {
        "command": list(container.command),
        "dockerLabels": dict(container.labels),
        "mountPoints": mount_points({p: volume_name(p) for p in container.writable_paths}),
        "portMappings": [_port_mapping(container)] if container.port else [],
        "secrets": _sorted(container.secrets, "valueFrom"),
        "user": container.user,
        "ulimits": _ulimits(container.open_files),
        "dependsOn": [
            {"containerName": name, "condition": condition}
            for name, condition in sorted(container.after.items())
        ],
    }
    return {**definition, **{key: value for key, value in optional.items() if value}}


def _sorted(values: Mapping[str, pulumi.Input[str]], key: str) -> list[dict[str, Any]]:
    return [{"name": name, key: values[name]} for name in sorted(values)]


def _ulimits(open_files: int | None) -> list[dict[str, Any]]:
    if open_files is None:
        return []
    return [{"name": "nofile", "softLimit": open_files, "hardLimit": open_files}]


def _linux_parameters(container: ContainerFacts) -> dict[str, Any]:
    # The init process passes signals on and collects orphans, also those of an ECS Exec session.
    parameters = {"initProcessEnabled": True}
    drop = dropped(container.capabilities)
    # ECS returns no empty list. Fargate accepts neither `no-new-privileges`, nor a limit of
    # processes, nor added capabilities, so a capability to keep cannot be added to a dropped ALL.
    return {**parameters, "capabilities": {"drop": drop}} if drop else parameters


def mount_points(volumes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Returns the folders of a container with the volumes behind them."""
    return [
        {"containerPath": path, "sourceVolume": volumes[path], "readOnly": False}
        for path in sorted(volumes)
    ]


def _port_mapping(container: ContainerFacts) -> dict[str, Any]:
    mapping = {
        "name": PORT_NAME,
        "containerPort": container.port,
        "hostPort": container.port,
        "protocol": "tcp",
    }
    # Service Connect's proxy reads HTTP for its metrics and retries. It documents no support for
    # the upgrade to a websocket, so websockets use plain TCP. AWS does not let this change while
    # the ECS service exists.
    return mapping if container.websocket else {**mapping, "appProtocol": "http"}
