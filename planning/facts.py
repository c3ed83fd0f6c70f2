"""Plain facts of a stack, derived from its settings and its workload."""

from typing import Literal

from config import CloudPlatform, Workload
from config.buckets import all_events
from config.domains import names_of
from config.edge import signing_secrets
from config.values import repository
from config.workload import contract
from planning.database_sql import sql_name
from planning.environment import Environment


def environment_of(platform: CloudPlatform) -> Environment:
    """Returns the facts of an environment that every component gets."""
    settings = platform.settings
    return Environment(
        stack=platform.stack,
        name=settings.environment,
        project=settings.tags.project,
        account_id=settings.account_id,
        region=settings.region,
        recovery_region=settings.recovery_region,
        domain=settings.domain,
        further_domains=names_of(settings.domains),
        protect=settings.protect,
        bucket_namespace=settings.bucket_namespace,
        logs_days=settings.retention.logs_days,
        object_versions_days=settings.retention.object_versions_days,
    )


def repositories(workload: Workload) -> list[str]:
    """Returns the names of the images that are kept in this environment's registry, sorted."""
    programs = [each.program for each in workload.programs()]
    names = {repository(image) for program in programs for image in program.images().values()}
    return sorted(name for name in names if name)


def entered_secrets(platform: CloudPlatform) -> list[str]:
    """Returns the names of all secrets of an environment that people enter, private keys of the
    edge's signatures among them, sorted."""
    return sorted({*secret_names(platform.workload), *signing_secrets(platform.settings.edge)})


def secret_names(workload: Workload) -> list[str]:
    """Returns the names of the secrets that people enter by hand, for all programs together,
    sorted."""
    programs = [each.program for each in workload.programs()]
    used = {name for program in programs for name in program.uses.secrets}
    beside = {
        name
        for program in programs
        for sidecar in program.sidecars.values()
        for name in sidecar.secrets
    }
    return sorted(used | beside)


def feeders(workload: Workload, queue: str) -> list[str]:
    """Returns the topics that a queue is subscribed to, sorted."""
    found = {each.topic for each in workload.subscriptions if each.queue == queue}
    return sorted(found)


def tellers(workload: Workload, kind: Literal["queue", "topic"], name: str) -> list[str]:
    """Returns the buckets whose events go to a queue or a topic, sorted."""
    events = all_events(workload.buckets)
    return sorted({bucket for _, bucket, event in events if getattr(event, kind) == name})


def logins(workload: Workload) -> dict[str, str]:
    """Returns the programs that have a login of a database, each with the login's name."""
    return {program: sql_name(program) for program in contract.logins(workload)}


def cache_users(workload: Workload, key: str = "") -> list[str]:
    """Returns the programs that have a user of a cache, sorted: of the first one, or of that with a
    key under `caches`."""
    return sorted(
        each.name for each in workload.programs() if key in contract.cache_uses(each.program.uses)
    )


def caches(workload: Workload) -> list[str]:
    """Returns the keys of all caches that programs use, sorted; that of the first one is empty."""
    return sorted(
        {key for each in workload.programs() for key in contract.cache_uses(each.program.uses)}
    )
