"""What a program may do, as text: IAM takes so much of it for one role; pure."""

import json
from collections.abc import Iterator

from config.values import Broken
from config.workload import Program, Worker, Workload

ROLE_POLICY_CHARACTERS = 10_240
"""All inline policies of a role together, without spaces
(docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""
_GRANTS = {
    ("queues", "send"): 455,
    ("queues", "receive"): 495,
    ("topics", "publish"): 425,
    ("buckets", "read"): 530,
    ("buckets", "write"): 465,
    ("buckets", "read_write"): 995,
}
"""What Plinth's statement for a grant takes, with ARNs of the usual length; a test holds them
against the policies that the example's roles get."""


def role_characters(program: Program) -> int:
    """About what the inline policies of a program's role come to."""
    uses = program.uses
    sizes = [
        _GRANTS[kind, access] + len(name)
        for kind, granted in (("queues", uses.queues), ("topics", uses.topics))
        for name, access in granted.items()
    ]
    sizes += [_GRANTS["queues", "receive"] + len(queue)] if (queue := _queue(program)) else []
    sizes += [
        _GRANTS["buckets", use.access] + len(name) + 2 * len(use.prefix)
        for name, use in uses.buckets.items()
    ]
    sizes += [len(json.dumps(each.model_dump(exclude_none=True))) for each in uses.statements]
    return sum(sizes)


def role_problems(workload: Workload) -> Iterator[Broken]:
    """Programs whose role would have more text than IAM takes; paths are the workload's."""
    for each in workload.programs():
        size = role_characters(each.program)
        if size > ROLE_POLICY_CHARACTERS:
            uses = each.program.uses
            grants = len(uses.queues) + len(uses.topics) + len(uses.buckets) + len(uses.statements)
            yield Broken(
                (*each.path, "uses"),
                f"{grants} grants",
                f"come to about {size} characters of policies, and IAM takes "
                f"{ROLE_POLICY_CHARACTERS} for a role; split the program, or let several things "
                "share a bucket, a topic or a queue",
            )


def _queue(program: Program) -> str:
    return program.queue if isinstance(program, Worker) else ""
