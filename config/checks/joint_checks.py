"""Checks of an environment's settings against the workload; pure, one function for each question.

Each yields problems as `Broken`, with the path from the root of the file at fault.
"""

import ipaddress
from collections.abc import Iterator, Mapping

from config.calls import call_problems
from config.checks import production, quota_checks
from config.checks.capacity_checks import address_problems, connection_problems
from config.data import (
    CacheSettings,
    DatabaseServer,
    DatabaseSettings,
    NamedCache,
    SearchSettings,
)
from config.domains import domain_problems
from config.edge import edge_problems
from config.existing import bucket_problems
from config.gateway import authority_needs, hidden_hosts, issuer_problems, private_needs
from config.joint.images import pulled_inside, remedy_without_internet, unread_versions
from config.joint.mail import unsent_mail
from config.joint.partners import partner_problems
from config.joint.search import search_problems
from config.joint.servers import (
    all_servers_of,
    cache_settings_problems,
    existing_servers_of,
    homeless,
    server_problems,
    servers_of,
)
from config.settings import MOST_EXTRA, TAGS_PER_RESOURCE, CloudSettings, Settings, size_of
from config.teams import TAG
from config.values import (
    Broken,
    KeyPath,
    closest,
    lacking,
    rights,
)
from config.workload import Workload

CONNECT_IDLE_SECONDS = 3600
"""Seconds without traffic after which Service Connect closes a TCP connection. Source:
docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TimeoutConfiguration.html"""


def joint_problems(workload: Workload, settings: Settings) -> Iterator[Broken]:
    """Yields contradictions between the settings and the workload on any target, with paths of the
    stack file."""
    yield from unread_versions(workload, settings)
    yield from issuer_problems(settings.gateway, workload.services, workload.user_pools)
    yield from authority_needs(settings.gateway, workload.services)
    yield from hidden_hosts(settings.gateway, workload)
    yield from domain_problems(workload, settings.domain, settings.domains)


def cloud_problems(workload: Workload, settings: CloudSettings, stack: str) -> Iterator[Broken]:
    """Yields contradictions between the settings and the workload that matter on AWS only."""
    yield from _name_lengths(workload, stack)
    yield from _front_door(workload, settings)
    yield from quota_checks.quota_problems(workload, settings)
    yield from address_problems(workload, settings)
    yield from server_problems(workload, settings)
    yield from partner_problems(workload, settings)
    yield from bucket_problems(settings.existing.buckets, workload.buckets)
    yield from unsent_mail(workload, settings)
    yield from call_problems(settings.encrypted_calls, workload)
    yield from search_problems(workload, settings)
    yield from private_needs(settings.gateway, workload.services)
    for server in all_servers_of(workload, settings):
        yield from connection_problems(server, settings)
    yield from _one_zone(settings)
    yield from _teams(workload, settings)
    if settings.environment == "production":
        yield from production.broken_sizes(workload, settings)
    yield from _setup_images(workload, settings)
    for given in existing_servers_of(workload, settings):
        if not pulled_inside(image := given.given.setup_image, settings):
            yield Broken((*given.path, "setup_image"), image, remedy_without_internet(settings))
    yield from homeless(workload, settings)
    yield from cache_settings_problems(workload, settings, stack)


def _setup_images(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields images of the databases' setup that cannot be pulled without a way out. A server that
    takes its image from the first one is told of there."""
    first = settings.database.image if settings.database else None
    for server in servers_of(workload, settings):
        image = server.settings.image
        if not (server.key and image == first) and not pulled_inside(image, settings):
            yield Broken((*server.path, "setup_image"), image, remedy_without_internet(settings))


def _teams(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields teams that are told of alarms although they own nothing, and teams whose tags are too
    many beside the environment's."""
    for team, notify in settings.alarms.teams.items():
        if team not in workload.teams:
            hint = closest(team, workload.teams) or "; a file of config/teams/ makes one"
            yield Broken(
                ("alarms", "teams", team),
                team,
                f"is no team{hint}",
                lacks=lacking("teams", team, workload.teams),
            )
        elif not (notify.critical.anybody or notify.warning.anybody):
            remedy = "names nobody; name somebody under critical or warning, or leave the team out"
            yield Broken(("alarms", "teams", team), {}, remedy)
    for team, tags in workload.teams.items():
        count = len({*settings.tags.extra, *tags.tags, TAG})
        if count > MOST_EXTRA:
            yield Broken(
                "tags.extra",
                f"{count} tags with those of team {team}",
                f"AWS takes {TAGS_PER_RESOURCE} tags on a resource, and Plinth has others; keep "
                f"{MOST_EXTRA} with the team's",
            )


def _one_zone(settings: CloudSettings) -> Iterator[Broken]:
    """Yields what needs a second zone in an environment of one."""
    if len(settings.network.zones) > 1:
        return
    sections: dict[
        KeyPath,
        DatabaseSettings | DatabaseServer | CacheSettings | NamedCache | SearchSettings | None,
    ] = {
        ("database",): settings.database,
        ("cache",): settings.cache,
        ("search",): settings.search,
        **{("database_servers", key): each for key, each in settings.database_servers.items()},
        **{("caches", key): each for key, each in settings.caches.items()},
    }
    for path, section in sections.items():
        if section and section.multi_az:
            yield Broken(
                (*path, "multi_az"),
                True,
                f"needs a second zone, and network.zones is {settings.network.zones}; write false, "
                "or name two zones",
                reads=("network.zones",),
                lacks="network.zones",
            )


def _front_door(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields keys of the workload that need the edge or the firewall, if the environment lacks
    it."""
    static = [name for name, bucket in workload.buckets.items() if bucket.purpose == "static"]
    if static and settings.edge is None:
        yield Broken(
            "edge", None, f"only CloudFront serves the static bucket {', '.join(static)}; add it"
        )
    if settings.gateway.load_balancers > 1 and settings.edge is None:
        yield Broken(
            "gateway.load_balancers",
            settings.gateway.load_balancers,
            "needs edge: DNS leads a whole host to one load balancer, and only CloudFront can send "
            "each path to its own; add edge, or leave it at 1",
        )
    if settings.edge:
        yield from edge_problems(
            workload, settings.edge, waf=settings.waf, recovery_region=settings.recovery_region
        )
    websockets = [name for name, service in workload.services.items() if service.websocket]
    if websockets and settings.gateway.idle_timeout_seconds >= CONNECT_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            settings.gateway.idle_timeout_seconds,
            f"must be less than {CONNECT_IDLE_SECONDS} while {', '.join(websockets)} has "
            "websockets: Service Connect closes them after an hour without traffic, and AWS takes "
            "no other limit for them; send pings more often",
        )
    limited = [
        name
        for name, service in workload.services.items()
        if any(route.rate_limit is not None for route in service.routes)
    ]
    if limited and settings.waf is None:
        yield Broken(
            "waf",
            None,
            f"routes of {', '.join(limited)} have a rate_limit, which the firewall counts; add it",
        )
    closed = [
        name
        for name, service in workload.services.items()
        if any(route.allow_from for route in service.routes)
    ]
    if closed and settings.waf is None:
        yield Broken(
            "waf",
            None,
            f"routes of {', '.join(closed)} have allow_from, which the firewall checks; add it",
        )


def sidecar_memory(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields sidecars that leave a program no memory of its task, with paths of the workload."""
    for each in workload.programs():
        size = size_of(each, settings)
        taken = sum(sidecar.memory_mib or 0 for sidecar in each.program.sidecars.values())
        if taken >= size.memory_mib:
            yield Broken(
                (*each.path, "sidecars"),
                f"{taken} MiB",
                f"leaves the program nothing of its task's {size.memory_mib} MiB; give the "
                "sidecars less, or the program more",
            )


def own_rights(workload: Workload, settings: CloudSettings, stack: str) -> Iterator[Broken]:
    """Yields rights to assume a role of the environment's own account, or to use a part of Plinth's
    that has other rights; paths are the workload's."""
    values = {
        "account_id": settings.account_id,
        "domain": settings.domain,
        "environment": settings.environment,
        "partition": "aws",
        "project": settings.tags.project,
        "region": settings.region,
        "stack": stack,
    }
    for each in workload.programs():
        for index, said in enumerate(each.program.uses.statements):
            for action in said.actions:
                if problem := rights.in_account(action, said.resources, settings.account_id):
                    place = (*each.path, "uses", "statements", index, "actions")
                    yield Broken(place, action, problem)
            for resource in said.resources if said.resources != ["*"] else ():
                if problem := rights.plinths_own(rights.filled(resource, values), values):
                    place = (*each.path, "uses", "statements", index, "resources")
                    yield Broken(place, resource, problem)


def overlaps(network: str, others: Mapping[str, str]) -> Iterator[Broken]:
    """Yields networks of other environments that share addresses with this one. They could never be
    peered."""
    for file, other in others.items():
        if ipaddress.IPv4Network(network).overlaps(ipaddress.IPv4Network(other)):
            yield Broken(
                "network.cidr", network, f"overlaps {other} of {file}; choose another range"
            )


LONGEST_STACK = 20
_RANDOM_SUFFIX = len("-a1b2c3")
_LONGEST: tuple[tuple[str, str, int, str], ...] = (
    ("buckets", "bucket", 63, "-replica"),
    ("services", "IAM role", 64, "-execution"),
    ("workers", "IAM role", 64, "-execution"),
    ("jobs", "IAM role", 64, "-execution"),
    ("queues", "queue", 80, "-dead-letter.fifo"),
)


def _name_lengths(workload: Workload, stack: str) -> Iterator[Broken]:
    """Yields names that become too long in AWS. Physical names are `name-role-stack-random`, and
    the limits differ by service. A stack's name that is too long itself is told for itself."""
    if len(stack) > LONGEST_STACK:
        return
    for kind, what, limit, role in _LONGEST:
        for name in getattr(workload, kind):
            length = len(f"{name}{role}-{stack}") + _RANDOM_SUFFIX
            if length > limit:
                yield Broken(
                    "",
                    name,
                    f"the name of this {what} would have {length} characters and AWS takes "
                    f"{limit}; shorten the key by {length - limit} in {kind} of the workload",
                )
