"""Checks of the length of a role's policies, which IAM limits; pure."""

import json
from collections.abc import Iterator

from config.values import Broken
from config.workload import Program, Worker, Workload, contract

ROLE_POLICY_CHARACTERS = 10_240
"""Largest number of characters in all inline policies of a role together, without spaces
(docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""
_GRANTS = {
    ("search_indexes", "read"): 1140,
    ("search_indexes", "write"): 260,
    ("queues", "send"): 455,
    ("queues", "receive"): 495,
    ("topics", "publish"): 425,
    ("buckets", "read"): 530,
    ("buckets", "write"): 465,
    ("buckets", "read_write"): 995,
}
"""Number of characters in Plinth's statement for each grant, with ARNs of the usual length. A test
compares them with the policies of the example's roles."""
_SEARCHING = 650
"""Number of characters in the statements that a program has once, whatever indexes it uses."""


def role_characters(program: Program) -> int:
    """Returns the approximate number of characters in the inline policies of a program's role."""
    uses = program.uses
    sizes = [
        _GRANTS[kind, access] + len(name)
        for kind, granted in (
            ("queues", uses.queues),
            ("topics", uses.topics),
            ("search_indexes", uses.search_indexes),
        )
        for name, access in granted.items()
    ]
    sizes += [_SEARCHING] if uses.search_indexes else []
    sizes += [_GRANTS["queues", "receive"] + len(queue)] if (queue := _queue(program)) else []
    sizes += [
        _GRANTS["buckets", use.access] + len(name) + 2 * len(use.prefix)
        for name, use in uses.buckets.items()
    ]
    sizes += [len(json.dumps(each.model_dump(exclude_none=True))) for each in uses.statements]
    return sum(sizes)


_EXECUTION = 750
"""Number of characters in the policies by which ECS starts a task: its image, its logs, and the key
of its secrets."""
_SECRET = 75
"""Number of characters around the name of a secret in its ARN, of the usual length."""


def execution_characters(program: Program) -> int:
    """Returns the approximate number of characters in the policies by which ECS starts a program's
    task. They name every secret."""
    names = [*contract.secret_variables(program.uses)]
    names += [name for sidecar in program.sidecars.values() for name in sidecar.secrets]
    return _EXECUTION + sum(_SECRET + len(name) for name in names)


def role_problems(workload: Workload) -> Iterator[Broken]:
    """Yields programs whose role would have more text than IAM accepts, with paths of the
    workload."""
    for each in workload.programs():
        size = role_characters(each.program)
        if size > ROLE_POLICY_CHARACTERS:
            uses = each.program.uses
            grants = len(uses.queues) + len(uses.topics) + len(uses.buckets) + len(uses.statements)
            grants += len(uses.search_indexes)
            yield Broken(
                (*each.path, "uses"),
                f"{grants} grants",
                f"come to about {size} characters of policies, and IAM takes "
                f"{ROLE_POLICY_CHARACTERS} for a role; split the program, or let several things "
                "share a bucket, a topic or a queue",
            )
        size = execution_characters(each.program)
        if size > ROLE_POLICY_CHARACTERS:
            yield Broken(
                (*each.path, "uses", "secrets"),
                f"{len(each.program.uses.secrets)} secrets",
                f"come to about {size} characters of policies, and IAM takes "
                f"{ROLE_POLICY_CHARACTERS} for the role by which ECS reads them; keep what belongs "
                "together in one secret, as JSON",
            )


def _queue(program: Program) -> str:
    return program.queue if isinstance(program, Worker) else ""
