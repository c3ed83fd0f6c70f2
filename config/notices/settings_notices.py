"""Notices about a stack file that is right but needs attention, each with its own paths."""

import re
from collections.abc import Iterator
from datetime import date

from config.calls import authority_notice
from config.data import ExistingServer, PlacedServer
from config.edge import page_notices
from config.joint.partners import partner_notices
from config.joint.servers import (
    caches_of,
    copied_daily,
    existing_notices,
    existing_servers_of,
    moving,
    restarts,
    servers_of,
    without_insights,
)
from config.notices.overruled import overruled
from config.notices.running_notices import (
    cloud_notices,
    interrupted_work,
    long_deployments,
    nat_instances,
    public_tasks,
    untried_versions,
    useless_rate_limits,
)
from config.settings import CloudSettings, Settings
from config.values import Broken, KeyPath, aws_facts
from config.workload import Workload, contract

ENDS_SOON_DAYS = 180
"""Days before the end of support at which a notice starts: a team needs months to prepare the
upgrade of a major version."""

EXAMPLE_ACCOUNTS = ("111122223333", "444455556666", "123456789012")
"""Account numbers that AWS's documentation uses, and the files that Plinth comes with."""

_EXAMPLE_NAMES = re.compile(r"(^|[./@])example\.(com|org|net)(?=$|[:/])")
"""Pattern of domains for examples, which nobody can own (RFC 2606)."""


def settings_notices(
    workload: Workload, settings: Settings, today: date | None
) -> Iterator[Broken]:
    """Yields notices about a stack file, with its own paths. Without a date there are none about
    support that ends soon."""
    yield from overruled(settings.overrules)
    if isinstance(settings, CloudSettings):
        yield from lifted_rules(settings)
        yield from examples_left(settings)
        yield from cloud_notices(workload, settings)
        yield from unused(workload, settings)
        yield from useless_rate_limits(workload, settings)
        yield from nobody_told(settings)
        yield from unwatched(settings)
        yield from interrupted_work(workload, settings)
        yield from long_deployments(workload, settings)
        yield from untried_versions(workload, settings)
        yield from public_tasks(settings)
        yield from nat_instances(settings)
        yield from partner_notices(workload, settings)
        if settings.edge:
            yield from page_notices(settings.edge.error_pages, workload)
        if today:
            yield from authority_notice(settings.encrypted_calls, today)
        if today and settings.ephemeral:
            yield settings.ephemeral.notice(today)
        for server in servers_of(workload, settings):
            yield from restarts(server, settings)
            yield from without_insights(server)
            yield from copied_daily(server, settings)
            yield from moving(server)
            if today:
                yield from end_of_support(server, settings, today)
        for existing in existing_servers_of(workload, settings):
            yield from existing_notices(existing, settings)
            if today:
                yield from end_of_existing(existing, today)


def end_of_support(server: PlacedServer, settings: CloudSettings, today: date) -> Iterator[Broken]:
    """Yields the end of RDS's standard support for a server's major version, if it is near. A
    server that takes its version from the first one is told of there."""
    if server.key and settings.database_servers[server.key].engine_version is None:
        return
    database = server.settings
    after = (
        "RDS then charges for Extended Support by the hour and vCPU"
        if database.extended_support
        else "RDS then upgrades the instance to a newer major version, and creates none of this one"
    )
    remedy = f'{after}; upgrade before (docs/operations.md, "Versions of PostgreSQL")'
    if database.engine == "mysql":
        remedy = f"{after}; upgrade before (docs/mysql.md)"
    end = aws_facts.support_end(database.engine, database.engine_version)
    yield from _ending(
        (*server.path, "engine_version"), database.engine_version, end, today, remedy
    )


def end_of_existing(server: ExistingServer, today: date) -> Iterator[Broken]:
    """Yields the end of RDS's standard support for a server that others made, if it is near."""
    remedy = "have its owner upgrade it before, and write the new version here"
    version = server.given.engine_version
    end = aws_facts.support_end("postgres", version)
    yield from _ending((*server.path, "engine_version"), version, end, today, remedy)


def _ending(
    path: KeyPath, version: str, end: date | None, today: date, remedy: str
) -> Iterator[Broken]:
    if end is None or (end - today).days > ENDS_SOON_DAYS:
        return
    said = f"RDS's standard support of it {'ends' if end >= today else 'ended'} on {end}"
    yield Broken(path, version, f"{said}; {remedy}")


def lifted_rules(settings: CloudSettings) -> Iterator[Broken]:
    """Yields the rules that this production does without, with paths of the stack file."""
    for key, lifted in settings.production.without.items():
        remedy = f"this production does without the rule until {lifted.until}, for the reason given"
        yield Broken(("production", "without", key), lifted.reason, remedy)


def unused(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields parts of the environment that cost money although no program uses them, with paths of
    the stack file."""
    programs = [each.program for each in workload.programs()]
    for cache in caches_of(settings):
        if not any(cache.key in contract.cache_uses(program.uses) for program in programs):
            without = "take it out" if cache.key else "set it to null"
            limits = cache.serverless
            yield Broken(
                cache.path,
                f"up to {limits.max_gb} GB" if limits else cache.settings.node_type,
                f"is made and paid for, and no program has uses.{contract.cache_key(cache.key)}; "
                f"{without} if none will",
            )
    if settings.search and not any(program.uses.search_indexes for program in programs):
        yield Broken(
            "search",
            settings.search.instance_type,
            "is made and paid for, and no program has uses.search_indexes; leave it out if none "
            "will",
        )
    for server in servers_of(workload, settings):
        if not any(each.program.uses.databases for each in server.workload.programs()):
            alone = "no program has uses.databases; set it to null if none will"
            one_of = "no program uses a database on it; place one there, or do without it"
            yield Broken(
                server.path,
                server.aurora.size if server.aurora else server.settings.instance_class,
                f"is made and paid for, and {one_of if settings.database_servers else alone}",
            )
    for existing in existing_servers_of(workload, settings):
        if not any(each.program.uses.databases for each in existing.workload.programs()):
            yield Broken(
                existing.path,
                existing.given.identifier,
                "is set up, and no program uses a database on it; place one there, or leave it out",
            )


def nobody_told(settings: CloudSettings) -> Iterator[Broken]:
    """Yields the absence of receivers of pages, with the path of the stack file."""
    if not settings.alarms.notify.critical.anybody and not settings.ephemeral:
        yield Broken(
            "alarms.notify.critical",
            None,
            "names nobody, so alarms go off and no person hears them; give an e-mail address, a "
            'chat channel or a pager (docs/monitoring.md, "Who is told")',
        )


def unwatched(settings: CloudSettings) -> Iterator[Broken]:
    """Yields countries whose choice leaves no check from outside, with the path of the stack
    file."""
    countries = settings.edge.countries if settings.edge else None
    if countries and countries.checkers() == []:
        key, codes = ("allow", countries.allow) if countries.allow else ("block", countries.block)
        yield Broken(
            ("edge", "countries", key),
            codes,
            "leaves Route 53 fewer than three of the places from which it asks (three in US, and "
            "AU, BR, IE, JP, SG), so no host has a health check, and no alarm tells that nobody "
            'reaches it; answer US, or watch from an answered country (docs/edge.md, "Countries")',
        )


def examples_left(settings: CloudSettings) -> Iterator[Broken]:
    """Yields one notice about values of the example that would be wrong on AWS."""
    issuers = {
        f"gateway.{'.'.join(map(str, place))}.{key}": getattr(issuer, key)
        for place, issuer in settings.gateway.token_issuers().items()
        for key in ("issuer", "jwks_endpoint")
    }
    values = {
        "account_id": settings.account_id,
        "domain": settings.domain,
        **issuers,
        "gateway.cors.allowed_origins": " ".join(settings.gateway.cors.allowed_origins),
    }
    left = [
        key
        for key, value in values.items()
        if value in EXAMPLE_ACCOUNTS or any(map(_EXAMPLE_NAMES.search, value.split()))
    ]
    if left:
        others = f" (and {', '.join(left[1:])})" if left[1:] else ""
        yield Broken(
            left[0],
            values[left[0]],
            f"is for examples only{others}; write your own before `pulumi up`: nobody owns these",
        )
