"""External services: what an environment needs that this project does not make, by its files."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from config.domains import made_zones
from config.joint.servers import servers_of
from config.settings import CloudSettings
from config.values import images
from operations.infrastructure.markdown import bullets, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project

SECTION = "External services"


def together(project: Project) -> str:
    """Returns the services that files name, with what the team says of each, and others that only
    the team knows."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in project.environments:
        for name, why in _named(project, each):
            found.setdefault((name, why), []).append(each.stack)
    overview = project.overview
    rows = [
        (f"`{name}`", why, ", ".join(stacks), overview.line(SECTION, name))
        for (name, why), stacks in found.items()
    ]
    known = {name for name, _ in found}
    others = [name for name in overview.names(SECTION) if name not in known]
    return joined(
        part(
            "Named in the files",
            table(("Service", "For", "Environments", "Notes"), rows)
            or "The files name no service outside.",
        ),
        part("Ways out of programs", _ways_out(project)),
        part(
            "Others that programs depend on",
            *(f"**{name}**: {overview.of(SECTION, name)}" for name in others),
        ),
    )


def _named(project: Project, environment: Environment) -> Iterator[tuple[str, str]]:
    cloud = environment.cloud
    if cloud is None:
        return
    settings = cloud.settings
    for issuer in settings.gateway.token_issuers().values():
        yield _host(issuer.issuer), "issues the tokens that the gateway checks"
        if _host(issuer.jwks_endpoint) != _host(issuer.issuer):
            yield _host(issuer.jwks_endpoint), "publishes the keys by which tokens are checked"
    if settings.tracing and settings.tracing.endpoint:
        yield _host(settings.tracing.endpoint), "keeps traces"
    for severity in ("critical", "warning"):
        notify = getattr(settings.alarms.notify, severity)
        if notify.pager:
            yield _host(notify.pager), f"takes {severity} alarms"
        if notify.slack:
            yield "slack.com", f"takes {severity} alarms"
        if notify.teams:
            yield "teams.microsoft.com", f"takes {severity} alarms"
        for each in notify.email:
            yield each.partition("@")[2], f"mail of {severity} alarms"
    for host in sorted(_registries(project, environment)):
        yield host, "registry of images"
    if settings.hosted_zone_id is None:
        yield "the registrar of the domain", f"names the zone of `{settings.domain}`"
    for name in made_zones(settings.domain, settings.domains).values():
        yield f"the registrar of `{name}`", "names its zone"


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _registries(project: Project, environment: Environment) -> Iterator[str]:
    used = [i for each in project.workload.programs() for i in each.program.images().values()]
    settings = environment.platform.settings
    if isinstance(settings, CloudSettings):
        used += [each.settings.image for each in servers_of(project.workload, settings)]
    if settings.existing:
        used += [each.setup_image for each in settings.existing.database_servers.values()]
    found = {image.partition("/")[0] for image in used if images.repository(image) is None}
    yield from found


def _ways_out(project: Project) -> str:
    ports: dict[int, list[str]] = {}
    for each in project.workload.programs():
        for port in each.program.uses.internet:
            ports.setdefault(port, []).append(each.name)
    everybody = len(project.workload.programs())
    lines = [
        f"port {port}: {'every program' if len(names) == everybody else quoted(names)}"
        for port, names in sorted(ports.items())
    ]
    secrets = sorted({s for e in project.workload.programs() for s in e.program.uses.secrets})
    hint = f"Keys of services outside are the secrets {quoted(secrets)}." if secrets else ""
    return joined(
        "By `uses.internet`, to any address outside:" if lines else "", bullets(lines), hint
    )
