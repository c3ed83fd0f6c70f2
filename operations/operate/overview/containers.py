"""The state of an environment on Docker, container by container."""

from operations.docker.engine import Running
from operations.operate.overview.part import Part


def part(container: Running) -> Part:
    """Returns the line of a container. A program that somebody paused is no trouble."""
    ports = [f"{port}->{inside}" for port, inside in container.ports.items()]
    return Part(
        section="infrastructure" if container.kind == "infrastructure" else f"{container.kind}s",
        name=container.name,
        state="paused" if container.paused else container.state,
        detail="; ".join([container.image, *ports]),
        wrong=container.wrong and not container.paused,
        facts={
            "health": container.health,
            "restarts": container.restarts,
            "uptimeSeconds": int(container.seconds),
        },
    )
