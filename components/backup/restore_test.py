"""The restore test of databases: the newest copy of each is started as an instance, and deleted
again.

    RestoreTestingPlan         when, and from which vault
    RestoreTestingSelection    of which databases, and into which network

AWS Backup keeps the result as a restore job, which `operations backups` shows.
"""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from planning import Environment, physical_name, words

NAME_LIMIT = 50
START_HOURS = 4
"""Hours within which the test begins, so that the tests of an account do not begin together."""
WINDOW_DAYS = 7
"""Days to which the newest copy goes back at most. An older one counts as none."""
VALIDATION_HOURS = 1
"""Hours for which the restored instance stays, for whoever wants to look into it."""


def create_restore_test(
    name: str,
    environment: Environment,
    schedule: str,
    *,
    vault_arn: pulumi.Input[str],
    role_arn: pulumi.Input[str],
    database_arns: Sequence[pulumi.Input[str]],
    subnet_group: pulumi.Input[str],
    after: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> None:
    """Creates a test of the newest copy in a vault. The role's rights and the plan that makes the
    copies are `after`."""
    # Autonaming writes hyphens, which AWS refuses here.
    full = words(f"{environment.project}-{environment.stack}-{name}")
    fixed = physical_name(
        full, NAME_LIMIT, unique=f"{environment.project} {environment.stack}"
    ).replace("-", "_")
    # A replacement has the same name.
    opts = pulumi.ResourceOptions(parent=parent, depends_on=after, delete_before_replace=True)
    plan = aws.backup.RestoreTestingPlan(
        name,
        name=fixed,
        schedule_expression=schedule,
        schedule_expression_timezone="Etc/UTC",
        start_window_hours=START_HOURS,
        recovery_point_selection={
            "algorithm": "LATEST_WITHIN_WINDOW",
            "include_vaults": [vault_arn],
            "recovery_point_types": ["SNAPSHOT"],
            "selection_window_days": WINDOW_DAYS,
        },
        opts=opts,
    )
    aws.backup.RestoreTestingSelection(
        name,
        name=fixed,
        restore_testing_plan_name=plan.name,
        iam_role_arn=role_arn,
        protected_resource_type="RDS",
        protected_resource_arns=[*database_arns],
        # Without a subnet group AWS Backup restores into the account's default network. In this one
        # the instance gets the network's default security group, which lets nobody in.
        # docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
        restore_metadata_overrides={"dbSubnetGroupName": subnet_group},
        validation_window_hours=VALIDATION_HOURS,
        opts=opts,
    )
