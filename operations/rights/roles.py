"""The roles of a plan with whom they are for, and their rights with causes and reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from operations.plan import Resource, Resources
from operations.rights.causes import Cause, Causes
from operations.rights.grants import Grant, grants
from operations.rights.wildcards import reasons

PLATFORM = "the platform"


@dataclass(frozen=True)
class Right:
    """One statement of a role or of a resource's policy."""

    grant: Grant
    causes: tuple[Cause, ...]
    wildcards: dict[str, str] = field(hash=False)
    """Each wildcard with its reason; an empty text is none."""


@dataclass(frozen=True)
class Role:
    """One role, or one resource with a policy of its own."""

    program: str
    """The program that it is for, or `the platform`."""
    purpose: str
    """Who takes the role: `the program itself`, `ECS, to start the program`."""
    owner: Resource
    rights: tuple[Right, ...]


def roles(resources: Resources, causes: Causes) -> list[Role]:
    """Returns every role with its rights, those of programs first."""
    by_role: dict[str, list[Grant]] = {}
    for grant in grants(resources):
        if grant.is_of_role:
            by_role.setdefault(grant.owner.urn, []).append(grant)
    purposes = _purposes(resources)
    found = []
    for role in resources.of("iam.Role"):
        program, purpose = purposes.get(role.urn, (PLATFORM, ""))
        found.append(
            Role(program, purpose, role, _rights(by_role.get(role.urn, []), program, causes))
        )
    return sorted(found, key=lambda each: (each.program == PLATFORM, each.program))


def of_resources(resources: Resources) -> list[Role]:
    """Returns the resources whose own policies say who may use them; a role's says who may take
    it."""
    found: dict[str, list[Grant]] = {}
    for grant in grants(resources):
        if not grant.is_of_role:
            found.setdefault(grant.owner.urn, []).append(grant)
    return [
        Role(
            PLATFORM,
            "by its own policy",
            granted[0].owner,
            tuple(Right(grant, (), reasons(grant)) for grant in granted),
        )
        for granted in found.values()
    ]


def _rights(granted: list[Grant], program: str, causes: Causes) -> tuple[Right, ...]:
    found = []
    for grant in granted:
        policy = [each for each in granted if each.source is grant.source]
        told = causes.of(grant, program, policy)
        given = next((each.reason for each in told if each.reason), "")
        found.append(Right(grant, tuple(told), reasons(grant, given)))
    return tuple(found)


def _purposes(resources: Resources) -> dict[str, tuple[str, str]]:
    """Returns the program and the purpose of each role that a program's resources name."""
    return {role.urn: (program, purpose) for role, program, purpose in _named(resources)}


def _named(resources: Resources) -> Iterator[tuple[Resource, str, str]]:
    for each in resources.of("lambda.Function"):
        for role in resources.referred(each.inputs.get("role"), "iam.Role"):
            yield role, each.name, "the function itself"
    for each in resources.of("ecs.TaskDefinition"):
        for key, purpose in (
            ("executionRoleArn", "ECS, to start the program"),
            ("taskRoleArn", "the program itself"),
        ):
            for role in resources.referred(each.inputs.get(key), "iam.Role"):
                yield role, each.name, purpose
    for each in resources.of("scheduler.Schedule"):
        target = each.inputs.get("target") or {}
        for role in resources.referred(target.get("roleArn"), "iam.Role"):
            yield role, each.name, "the schedule, to start the job"
