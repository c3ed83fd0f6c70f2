"""What a person should know of a configuration that is right; pure, one function a question.

Each yields `Broken` as the checks do, but nothing is refused: the program says it as a warning.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from config.settings import CloudSettings, DatabaseSettings, Settings
from config.values import Broken, Overrule, aws_facts
from config.workload import Workload

ENDS_SOON_DAYS = 180
"""An upgrade of a major version takes a team months to prepare."""

EDGE_IDLE_SECONDS = 600
"""After so long without traffic CloudFront closes a websocket; its quota page names no way to raise
it: docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
EDGE_ANSWER_SECONDS = 60
"""How long CloudFront waits here for an answer of the load balancer to begin, or to go on."""


def workload_notices(workload: Workload) -> Iterator[Broken]:
    """Services of which a token check guards a part; paths are those of the workload's file."""
    yield from _overruled(workload.overrules)
    for name, service in workload.services.items():
        open_, guarded = (
            sorted({path for r in service.routes if r.auth == auth for path in r.paths})
            for auth in ("none", "required")
        )
        if open_ and guarded:
            yield Broken(
                ("services", name, "routes"),
                open_,
                f"are open while {', '.join(guarded)} asks for a token, and the same tasks answer "
                "both; the gateway goes by the path alone, so the service must check the token "
                'too where it matters (docs/security.md, "What a service must check itself")',
            )


def docker_notices(workload: Workload) -> Iterator[Broken]:
    """Parts of the workload that are for AWS alone; paths are those of the workload's file."""
    for each in workload.programs():
        if each.program.sidecars:
            yield Broken(
                (*each.path, "sidecars"),
                ", ".join(each.program.sidecars),
                "run on AWS only: the program has to do without them on Docker",
            )


def settings_notices(
    workload: Workload, settings: Settings, today: date | None
) -> Iterator[Broken]:
    """Notices about a stack file; paths are its own. Without a day, none of what ends soon."""
    yield from _overruled(settings.overrules)
    if isinstance(settings, CloudSettings):
        yield from cloud_notices(workload, settings)
        if settings.database and today:
            yield from end_of_support(settings.database, today)


def end_of_support(database: DatabaseSettings, today: date) -> Iterator[Broken]:
    """The end of RDS's standard support for the database's major version, when it is near."""
    version = database.engine_version
    end = aws_facts.RDS_SUPPORT_ENDS.get(int(version.split(".")[0]))
    if end is None or (end - today).days > ENDS_SOON_DAYS:
        return
    after = (
        "RDS then charges for Extended Support by the hour and vCPU"
        if database.extended_support
        else "RDS then upgrades the instance to a newer major version, and creates none of this one"
    )
    yield Broken(
        "database.engine_version",
        version,
        f"RDS's standard support of it {'ends' if end >= today else 'ended'} on {end}; {after}; "
        'upgrade before (docs/operations.md, "Versions of PostgreSQL")',
    )


def _overruled(overrules: Sequence[Overrule]) -> Iterator[Broken]:
    for index, each in enumerate(overrules):
        remedy = f"{each.key} passes unchecked, because: {each.reason}"
        yield Broken(("overrules", index), each.value, remedy)


def cloud_notices(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Settings that something else at AWS bounds; paths are those of the stack file."""
    idle = settings.gateway.idle_timeout_seconds
    if settings.edge is None or idle <= EDGE_ANSWER_SECONDS:
        return
    sockets = sorted(name for name, each in workload.services.items() if each.websocket)
    if sockets and idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            f"is more than the edge keeps: CloudFront closes a websocket ({', '.join(sockets)}) "
            f"after {EDGE_IDLE_SECONDS} seconds without traffic, and gives up on any other request "
            f"after {EDGE_ANSWER_SECONDS} without a byte of the answer; send pings more often, or "
            "do without an edge",
        )
    elif idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            "is more than the edge waits: CloudFront gives up on a request after "
            f"{EDGE_ANSWER_SECONDS} seconds without a byte of the answer; answer at once and let a "
            "worker do what takes long, or do without an edge",
        )
