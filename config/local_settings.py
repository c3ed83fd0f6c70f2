"""The settings of an environment in containers: the keys of all environments, and what Docker
does not have is `null`."""

from collections.abc import Iterator
from typing import Literal

from config.docker_settings import DockerSettings
from config.section import Broken
from config.settings import Settings


class LocalSettings(Settings):
    """An environment on the developer's machine, in Docker."""

    target: Literal["docker"]
    """What the environment runs on."""
    environment: Literal["development"]
    """What the environment is for. Services see it as APP_ENV."""
    account_id: None
    region: None
    recovery_region: None
    hosted_zone_id: None
    network: None
    edge: None
    waf: None
    database: None
    """The container is described below `docker`."""
    cache: None
    retention: None
    """Logs are rotated by size; volumes keep their data until `make infrastructure-clean`."""
    quotas: None = None
    docker: DockerSettings

    def rules(self) -> Iterator[Broken]:
        """One container of each program; nothing is promised that Docker cannot keep."""
        if self.protect:
            yield Broken("protect", True, "must be false: nothing on this machine is protected")
        for name in ("services", "workers"):
            section = getattr(self, name)
            if (section.tasks_min, section.tasks_max) != (1, 1):
                yield Broken(
                    f"{name}.tasks_max",
                    f"{section.tasks_min} to {section.tasks_max}",
                    "tasks_min and tasks_max must be 1: Docker runs one container of each program",
                )
            if section.spot_percent:
                yield Broken(f"{name}.spot_percent", section.spot_percent, "must be 0 on Docker")
        if self.services.deployment != "rolling" or self.services.bake_minutes:
            yield Broken(
                "services.deployment",
                self.services.deployment,
                "must be rolling with bake_minutes: 0; blue_green is Amazon ECS's",
            )
        for name, size in self.sizes.items():
            if {size.tasks_min, size.tasks_max} - {None, 1}:
                yield Broken(f"sizes.{name}", name, "Docker runs one container of each program")
