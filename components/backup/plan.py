"""A plan of AWS Backup with the one selection of what it copies, by tags.

Plan         one rule: when, into which vault, for how long, and where else
Selection    the stores of one kind that carry all the tags
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment
from planning.backups import vaults

_START_MINUTES = 60
"""The least time that AWS Backup takes to begin a job."""
_SNAPSHOT_MINUTES, _CONTINUOUS_MINUTES = 24 * 60, 7 * 24 * 60
"""Times after which an unfinished job is given up. The provider's own default of three hours ends
the first copy of a large store, and a bucket's first one takes days."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The copies that one plan makes."""

    value: str
    """The value of the stores' tag, SNAPSHOTS or CONTINUOUS."""
    schedule: str
    """The time in UTC, as AWS writes a schedule."""
    days: int
    """The life of a copy, in both vaults."""
    vault: aws.backup.Vault
    elsewhere: pulumi.Input[str] | None
    """The ARN of a vault in the recovery region; None copies nowhere else."""
    stores: Sequence[str]
    """Patterns of ARNs, which name the kind of store: by tags alone AWS Backup would skip the
    kinds that the account has not switched on.
    docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html"""


def create_plan(
    name: str,
    environment: Environment,
    copies: Copies,
    role_arn: pulumi.Input[str],
    *,
    after: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> aws.backup.Plan:
    """Creates a plan. It copies nothing before all of `after` exist: the vaults' locks, and the
    rights of the role."""
    plan = aws.backup.Plan(
        name, rules=[_rule(copies)], opts=pulumi.ResourceOptions(parent=parent, depends_on=after)
    )
    wanted = {
        vaults.TAG: copies.value,
        "project": environment.project,
        "stack": environment.stack,
    }
    aws.backup.Selection(
        name,
        plan_id=plan.id,
        iam_role_arn=role_arn,
        resources=copies.stores,
        # All conditions must hold. Of `selection_tags` any one would do, and the plan would copy
        # everything of the project.
        conditions=[
            {
                "string_equals": [
                    {"key": f"aws:ResourceTag/{key}", "value": value}
                    for key, value in wanted.items()
                ]
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent, depends_on=after),
    )
    return plan


def _rule(copies: Copies) -> aws.backup.PlanRuleArgsDict:
    continuous = copies.value == vaults.CONTINUOUS
    rule: aws.backup.PlanRuleArgsDict = {
        "rule_name": "daily",
        "target_vault_name": copies.vault.name,
        "schedule": copies.schedule,
        "start_window": _START_MINUTES,
        "completion_window": _CONTINUOUS_MINUTES if continuous else _SNAPSHOT_MINUTES,
        "enable_continuous_backup": continuous,
        "lifecycle": {"delete_after": copies.days},
    }
    if copies.elsewhere is not None:
        rule["copy_actions"] = [
            {
                "destination_vault_arn": copies.elsewhere,
                "lifecycle": {"delete_after": copies.days},
            }
        ]
    return rule
