"""The settings of an environment in containers. They have the keys of all environments; what Docker
does not have is `null`."""

from collections.abc import Iterable, Iterator
from typing import Literal, Self
from urllib.parse import urlsplit

from config.domains import FurtherDomains, own_problems
from config.gateway import LocalGatewaySettings
from config.settings.docker_settings import DockerSettings
from config.settings.settings import Settings
from config.values import Broken

_PORTS_BETWEEN_CLONES = 100
_NO_SCALING = "must be left out: nothing scales on Docker, where one container runs"
_NO_SPOT = "must be 0 on Docker"
_NO_GATE = "must be left out: Docker replaces containers at once, and nothing waits for an answer"
_ROLLING = "must be rolling with bake_minutes: 0; the other ways are Amazon ECS's"


class LocalSettings(Settings):
    """Settings of an environment on the developer's machine, in Docker."""

    target: Literal["docker"]
    """Place where the environment runs, here Docker."""
    environment: Literal["development"]
    """Purpose of the environment, here always development. Services see the value as APP_ENV."""
    account_id: None
    """null on Docker, which has no AWS account."""
    region: None
    """null on Docker, which has no AWS region."""
    recovery_region: None
    """null on Docker, where no copies of the data are kept."""
    hosted_zone_id: None
    """null on Docker, which needs no DNS zone."""
    domains: FurtherDomains = {}
    """Further domains at which hosts of the workload answer, by the names that it has for them. On
    Docker choose names that end with localhost. Default: none."""
    network: None
    """null on Docker, which makes a network of its own."""
    encrypted_calls: None = None
    """null on Docker, where calls between containers are plain, on networks of one machine."""
    existing: None = None
    """null on Docker, where a stack has all that it uses."""
    gateway: LocalGatewaySettings
    """API gateway, which all requests from outside pass. On Docker it is HAProxy."""
    edge: None
    """null on Docker, which has no CloudFront."""
    waf: None
    """null on Docker, which has no web application firewall."""
    database: None
    """null on Docker, where `docker` describes the container of the database."""
    database_servers: None = None
    """null on Docker, where one container of each engine holds all its databases. Programs see the
    same variables; a failure, a restore and a version concern all of them together there."""
    cache: None
    """null on Docker, where `docker` describes the container of the cache."""
    caches: None = None
    """null on Docker, where each cache of `uses.caches` has a container."""
    search: None = None
    """null on Docker, where `docker` describes the container of the search engine."""
    retention: None
    """null on Docker. Logs are rotated by size, and volumes keep their data until `make
    infrastructure-clean`."""
    backup: None = None
    """null on Docker, where `make backup` writes a file."""
    ephemeral: None = None
    """null on Docker, where `make infrastructure-clean` ends an environment."""
    partners: None = None
    """null on Docker, which reaches no account of others."""
    quotas: None = None
    """null on Docker, which has no AWS quotas."""
    flag_rollout: None = None
    """null on Docker, where one container answers with the new values at once."""
    user_pools: None = None
    """null on Docker, where the gateway itself signs the tokens of user pools (`make token`)."""
    alarms: None = None
    """null on Docker, which wakes nobody."""
    docker: DockerSettings
    """Containers of the environment, and how they differ on this machine."""

    def resolved(self, pools: Iterable[str] = ()) -> Self:
        """Returns these settings with all values that follow from other keys: the ports of a clone,
        and the gateway's address in tokens, also those of the workload's user pools."""
        ports = self._ports_of_the_clone()
        docker = self.docker.model_copy(
            update={"ports": self.docker.ports.model_copy(update=ports)}
        )
        gateway = self.gateway.resolved(f"https://{self.domain}:{ports['gateway']}", pools)
        return self.model_copy(update={"docker": docker, "gateway": gateway})

    def _ports_of_the_clone(self) -> dict[str, int]:
        shift = _PORTS_BETWEEN_CLONES * self.docker.clone
        given: dict[str, int] = self.docker.ports.model_dump()
        return {name: port + shift for name, port in given.items()}

    def rules(self) -> Iterator[Broken]:
        """Yields settings that one machine cannot fulfil, and keys that contradict each other."""
        yield from self._one_container_each()
        yield from self._addresses()
        yield from own_problems(self.domain, self.domains)
        for key, each in self.domains.items():
            if each.hosted_zone_id is not None:
                remedy = "must be null on Docker, which needs no DNS zone"
                yield Broken(("domains", key, "hosted_zone_id"), each.hosted_zone_id, remedy)

    def _addresses(self) -> Iterator[Broken]:
        ports = self._ports_of_the_clone()
        for name, port in ports.items():
            if port > 65535:
                yield Broken(
                    ("docker", "ports", name),
                    port,
                    "with docker.clone it is more than 65535; lower it",
                )
        for place, issuer in self.gateway.token_issuers().items():
            for key, given in {
                "issuer": issuer.issuer,
                "jwks_endpoint": issuer.jwks_endpoint,
            }.items():
                url = urlsplit(given)
                if url.hostname == self.domain and (url.port or 443) != ports["gateway"]:
                    yield Broken(
                        ("gateway", *place, key),
                        given,
                        f"names another port than the gateway's, {ports['gateway']}; leave it out, "
                        "and it follows docker.ports.gateway",
                    )

    def _one_container_each(self) -> Iterator[Broken]:
        """Checks that every program has one container, and that nothing is promised that Docker
        cannot do."""
        if self.protect:
            yield Broken("protect", True, "must be false: nothing on this machine is protected")
        for name in ("services", "workers"):
            section = getattr(self, name)
            if (section.tasks_min, section.tasks_max) != (1, 1):
                yield Broken(
                    (name, "tasks_max"),
                    f"{section.tasks_min} to {section.tasks_max}",
                    "tasks_min and tasks_max must be 1: Docker runs one container of each program",
                )
            if section.schedules:
                yield Broken((name, "schedules"), len(section.schedules), _NO_SCALING)
            if section.spot_percent:
                yield Broken((name, "spot_percent"), section.spot_percent, _NO_SPOT)
        if self.services.deployment != "rolling" or self.services.bake_minutes:
            yield Broken(
                "services.deployment",
                self.services.deployment,
                _ROLLING,
            )
        if self.services.approvals:
            yield Broken("services.approvals", len(self.services.approvals), _NO_GATE)
        connections = self.services.scale_connections_per_task
        if connections is not None:
            yield Broken("services.scale_connections_per_task", connections, _NO_SCALING)
        for name, size in self.sizes.items():
            if size.scale_connections_per_task is not None:
                path = ("sizes", name, "scale_connections_per_task")
                yield Broken(path, size.scale_connections_per_task, _NO_SCALING)
            if {size.tasks_min, size.tasks_max} - {None, 1}:
                yield Broken(("sizes", name), name, "Docker runs one container of each program")
            if size.schedules:
                yield Broken(("sizes", name, "schedules"), len(size.schedules), _NO_SCALING)
            if size.spot_percent:
                yield Broken(("sizes", name, "spot_percent"), size.spot_percent, _NO_SPOT)
            if size.approvals:
                yield Broken(("sizes", name, "approvals"), len(size.approvals), _NO_GATE)
            if size.deployment not in (None, "rolling") or size.bake_minutes:
                key = "deployment" if size.deployment not in (None, "rolling") else "bake_minutes"
                yield Broken(("sizes", name, key), getattr(size, key), _ROLLING)
