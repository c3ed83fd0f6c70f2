"""Checks that a team's programs use what belongs to another team only where its owner says so."""

from collections.abc import Iterator, Mapping
from itertools import chain

from config.buckets import all_events
from config.teams import Owned, Shared
from config.values import Broken, KeyPath, closest, dotted, lacking
from config.workload.programs import Worker
from config.workload.workload import Workload


def sharing_problems(workload: Workload) -> Iterator[Broken]:
    """Yields uses that no owner allows, and teams that do not exist; paths are the workload's."""
    yield from _unknown_teams(workload)
    for path, team, name, owned in chain(_uses(workload), _deliveries(workload)):
        if not owned.usable_by(team):
            section = _section(path)
            yield Broken(
                path,
                name,
                f"belongs to team {owned.team}, which must allow it: `shared_with: [{team}]` under "
                f"{section}.{name}",
                reads=(
                    *(f"{section}.{name}.{key}" for key in ("team", "shared_with")),
                    dotted((*path[:2], "team")),
                ),
            )
    yield from _secrets_of_two(workload)


def _unknown_teams(workload: Workload) -> Iterator[Broken]:
    places: dict[str, list[KeyPath]] = {}
    for path, owned in owned_parts(workload):
        if owned.team:
            places.setdefault(owned.team, []).append((*path, "team"))
        if isinstance(owned, Shared):
            for at, each in enumerate(owned.shared_with):
                places.setdefault(each, []).append((*path, "shared_with", at))
    for team, named in places.items():
        if team in workload.teams or team == "*":
            continue
        there = f"; there are {', '.join(workload.teams)}" * bool(workload.teams)
        hint = closest(team, workload.teams) or there
        besides = "; write it under teams, or correct all that name it" * (len(named) > 1)
        lacks = lacking("teams", team, workload.teams)
        for place in named:
            yield Broken(place, team, f"is no team{hint}{besides}", lacks=lacks)


def owned_parts(workload: Workload) -> Iterator[tuple[KeyPath, Owned]]:
    """Yields each part of a workload that may belong to a team, with its place."""
    for section in (
        "services",
        "workers",
        "jobs",
        "databases",
        "search_indexes",
        "topics",
        "queues",
        "buckets",
        "secrets",
        "flags",
        "user_pools",
    ):
        for name, owned in getattr(workload, section).items():
            yield (section, name), owned
    for at, subscription in enumerate(workload.subscriptions):
        yield ("subscriptions", at), subscription


def _uses(workload: Workload) -> Iterator[tuple[KeyPath, str | None, str, Shared]]:
    """Yields what each program uses: its place, the program's team, the name and what it is."""
    for each in workload.programs():
        team, uses = each.program.team, each.program.uses
        if isinstance(each.program, Worker) and each.program.queue in workload.queues:
            queue = each.program.queue
            yield (*each.path, "queue"), team, queue, workload.queues[queue]
        for section in (
            "databases",
            "search_indexes",
            "queues",
            "topics",
            "buckets",
            "user_pools",
        ):
            declared: Mapping[str, Shared] = getattr(workload, section)
            for name in getattr(uses, section):
                if name in declared:
                    yield (*each.path, "uses", section, name), team, name, declared[name]
        for at, key in enumerate(uses.signing_keys):
            for name, bucket in workload.buckets.items():
                if bucket.signed_with == key:
                    yield (*each.path, "uses", "signing_keys", at), team, name, bucket
        for at, name in enumerate(uses.secrets):
            if name in workload.secrets:
                yield (*each.path, "uses", "secrets", at), team, name, workload.secrets[name]


def _deliveries(workload: Workload) -> Iterator[tuple[KeyPath, str | None, str, Shared]]:
    """Yields both ends of each subscription, and where events of buckets go: whoever declares it
    must be let use these."""
    for at, each in enumerate(workload.subscriptions):
        if each.topic in workload.topics:
            yield ("subscriptions", at, "topic"), each.team, each.topic, workload.topics[each.topic]
        if each.queue in workload.queues:
            yield ("subscriptions", at, "queue"), each.team, each.queue, workload.queues[each.queue]
    for path, bucket, event in all_events(workload.buckets):
        team = workload.buckets[bucket].team
        if event.queue in workload.queues:
            yield (*path, "queue"), team, event.target, workload.queues[event.target]
        elif event.topic in workload.topics:
            yield (*path, "topic"), team, event.target, workload.topics[event.target]


def _section(path: KeyPath) -> str:
    """Returns the section in which the thing that is used at a path is declared."""
    match path:
        case (*_, "uses", "signing_keys", _):
            return "buckets"
        case (*_, "uses", str(section), _):
            return section
        case (*_, last):
            return f"{last}s"
    raise ValueError(path)


def _secrets_of_two(workload: Workload) -> Iterator[Broken]:
    """Yields secrets that programs of several teams use although nobody says whose they are."""
    first: dict[str, str] = {}
    for each in workload.programs():
        team = each.program.team
        for at, name in enumerate(each.program.uses.secrets):
            if team is None or name in workload.secrets:
                continue
            owner = first.setdefault(name, team)
            if owner != team:
                yield Broken(
                    (*each.path, "uses", "secrets", at),
                    name,
                    f"is used by team {owner} too; its owner says so under secrets: "
                    f"`{name}: {{shared_with: [...]}}`",
                )


def secret_owner(workload: Workload, name: str) -> str | None:
    """Returns the team of a secret: the one that its line names, or else the only one that uses
    it."""
    if name in workload.secrets:
        return workload.secrets[name].team
    teams = {each.program.team for each in workload.programs() if name in each.program.uses.secrets}
    return teams.pop() if len(teams) == 1 else None
