"""Builds the container definitions of sidecars in the form in which ECS itself returns them;
pure."""

from collections.abc import Mapping
from typing import Any, Literal

import pulumi

from components.compute.container import (
    ContainerFacts,
    container_definition,
    mount_points,
    volume_name,
)
from config.workload import Sidecar, variable


def awaited(sidecars: Mapping[str, Sidecar]) -> dict[str, Literal["START", "HEALTHY"]]:
    """Returns the sidecars that a program waits for, each with the state that it waits for."""
    return {
        name: "HEALTHY" if each.health else "START"
        for name, each in sidecars.items()
        if each.starts == "before"
    }


def volumes(name: str, sidecar: Sidecar) -> list[str]:
    """Returns the volumes that belong to one sidecar alone. A path of its own is never the
    program's."""
    return [_volume(name, path) for path in sidecar.writable_paths]


def definition(
    name: str,
    sidecar: Sidecar,
    *,
    image: pulumi.Input[str],
    variables: Mapping[str, pulumi.Input[str]],
    secret_arns: Mapping[str, pulumi.Input[str]],
    log_group_name: pulumi.Input[str],
    region: str,
    stream_prefix: str,
) -> dict[str, Any]:
    """Returns one entry of `containerDefinitions` for a sidecar."""
    container = ContainerFacts(
        name=name,
        image=image,
        log_group_name=log_group_name,
        region=region,
        stream_prefix=stream_prefix,
        command=sidecar.command,
        variables={**variables, **sidecar.environment},
        secrets={variable(secret): secret_arns[secret] for secret in sidecar.secrets},
        stop_timeout_seconds=sidecar.stop_timeout_seconds,
        user=sidecar.user,
        capabilities=sidecar.capabilities,
        open_files=sidecar.open_files,
    )
    mounted = {path: volume_name(path) for path in sidecar.shared_paths}
    mounted |= {path: _volume(name, path) for path in sidecar.writable_paths}
    optional = {
        "cpu": sidecar.cpu,
        "memory": sidecar.memory_mib,
        "healthCheck": _health(sidecar),
        "mountPoints": mount_points(mounted),
    }
    return {
        **container_definition(container),
        "essential": sidecar.essential,
        **{key: value for key, value in optional.items() if value},
    }


def _volume(name: str, path: str) -> str:
    return volume_name(f"{name}:{path}")


def _health(sidecar: Sidecar) -> dict[str, Any] | None:
    if sidecar.health is None:
        return None
    health = sidecar.health
    found = {
        "command": ["CMD", *health.command],
        "interval": health.interval_seconds,
        "timeout": health.timeout_seconds,
        "retries": health.retries,
    }
    # ECS returns no grace period of zero.
    return {**found, "startPeriod": health.start_seconds} if health.start_seconds else found
