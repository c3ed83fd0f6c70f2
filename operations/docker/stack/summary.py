"""The report at the end of `up`: every address on this machine, and the next commands."""

from collections.abc import Iterator

from config import LocalPlatform
from config.domains import names_of
from planning import full_name, narrowed

_PARTS = {
    "database": "PostgreSQL",
    "mysql": "MySQL",
    "cache": "Redis",
    "broker": "RabbitMQ",
    "broker_console": "RabbitMQ's page",
    "objects": "S3",
    "objects_console": "the object store's page",
    "search": "OpenSearch",
    "aws": "SQS and SNS",
    "flags": "feature flags, at /flags",
    "traces": "traces, as a page",
}
_SHOWN_ROUTES = 12


def lines(platform: LocalPlatform, only: list[str], parts: set[str]) -> Iterator[str]:
    """Yields the lines of the table. `parts` are the containers of the infrastructure that
    exist."""
    settings, stack = platform.settings, platform.stack
    docker = settings.docker
    running = narrowed(platform.workload, only)
    rows = [(f"https://{settings.domain}:{docker.ports.gateway}", "the gateway")]
    for name, service in sorted(running.services.items()):
        for route in service.routes:
            label = "@" if "@" in route.hosts or not route.hosts else route.hosts[0]
            inside = full_name(settings.gateway.private_label, settings.domain)
            further = names_of(settings.domains)
            host = full_name(label, inside if service.private else settings.domain, further)
            place = docker.on_host.get(name)
            where = f"{name}, yours at port {place}" if place else name
            wants = {"required": "; wants a token", "mtls": "; wants a client's certificate"}
            token = wants.get(route.auth, "")
            url = f"https://{host}:{docker.ports.gateway}{route.paths[0]}"
            rows.append((url, f"{where}{token}"))
    routes, rows = rows[: _SHOWN_ROUTES + 1], []
    for key, port in docker.ports.model_dump().items():
        if key in _PARTS and key.removesuffix("_console") in parts:
            scheme = "http://" if key in ("flags", "traces") or key.endswith("_console") else ""
            rows.append((f"{scheme}127.0.0.1:{port}", _PARTS[key]))
    width = max(len(left) for left, _ in routes + rows)
    yield ""
    for left, right in routes + rows:
        yield f"  {left:{width}}  {right}"
    yield ""
    flag = "" if stack == "dev" else f" STACK={stack}"
    first = next(iter(running.by_name()), "")
    yield f"  Next: make infrastructure-status{flag} · make logs{flag} FOLLOW=1"
    if parts:
        part = "database" if "database" in parts else min(parts)
        yield f"        make connect{flag} SERVICE={part} (address and password)"
    if first:
        yield f"        make token{flag} SERVICE={first} · make env{flag} SERVICE={first}"
