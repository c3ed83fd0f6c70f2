"""Rows for copies in AWS Backup and the tests of them, and for backups that RDS copies."""

from aws_account.mapping.row import Named, Table, call, row

ROWS: Table = {
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": row(
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        "DBInstanceAutomatedBackup.DBInstanceAutomatedBackupsArn",
        lacks="arn:{partition}:rds:{region}:{account}:auto-backup:ab-{hex26}",
        rename={"retentionPeriod": "BackupRetentionPeriod"},
    ),
    "aws:backup/vault:Vault": row(
        "backup",
        "CreateBackupVault",
        "{name}",
        read="DescribeBackupVault",
        tags=call("ListTags", ResourceArn="{arn}"),
        delete="DeleteBackupVault",
        named=Named(50),
        rename={"name": "BackupVaultName", "kmsKeyArn": "EncryptionKeyArn"},
        outputs={"arn": "{aws.BackupVaultArn}"},
        local="forceDestroy",
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": row(
        "backup",
        "PutBackupVaultLockConfiguration",
        "{backupVaultName}",
        read=call("DescribeBackupVault", at="Locked && @"),
        delete="DeleteBackupVaultLockConfiguration",
        # AWS tells no more than the day on which the lock is final.
        loses="changeableForDays",
    ),
    "aws:backup/plan:Plan": row(
        "backup",
        call("CreateBackupPlan", into="BackupPlan"),
        "BackupPlanId",
        read=call("GetBackupPlan", at="BackupPlan"),
        tags=call("ListTags", ResourceArn="{arn}"),
        update=call("UpdateBackupPlan", into="BackupPlan", recorded="-"),
        delete="DeleteBackupPlan",
        named=Named(50),
        rename={
            "name": "BackupPlanName",
            "tags": "BackupPlanTags",
            "rules.completionWindow": "CompletionWindowMinutes",
            "rules.startWindow": "StartWindowMinutes",
            "rules.schedule": "ScheduleExpression",
            "rules.targetVaultName": "TargetBackupVaultName",
            "rules.lifecycle.deleteAfter": "DeleteAfterDays",
            "rules.lifecycle.coldStorageAfter": "MoveToColdStorageAfterDays",
            "rules.copyActions.destinationVaultArn": "DestinationBackupVaultArn",
            "rules.copyActions.lifecycle.deleteAfter": "DeleteAfterDays",
        },
        outputs={"arn": "arn:{partition}:backup:{region}:{account}:backup-plan:{id}"},
    ),
    "aws:backup/selection:Selection": row(
        "backup",
        call("CreateBackupSelection", into="BackupSelection", BackupPlanId="{planId}"),
        "SelectionId",
        lacks="{uuid}",
        named=Named(50),
        rename={
            "name": "SelectionName",
            "conditions.stringEquals.key": "ConditionKey",
            "conditions.stringEquals.value": "ConditionValue",
        },
    ),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": row(
        "backup",
        call("CreateRestoreTestingPlan", into="RestoreTestingPlan"),
        "{name}",
        lacks="{name}",
        rename={"name": "RestoreTestingPlanName"},
        outputs={"arn": "arn:{partition}:backup:{region}:{account}:restore-testing-plan:{name}"},
    ),
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": row(
        "backup",
        call(
            "CreateRestoreTestingSelection",
            into="RestoreTestingSelection",
            RestoreTestingPlanName="{restoreTestingPlanName}",
        ),
        "{name}:{restoreTestingPlanName}",
        lacks="{name}:{restoreTestingPlanName}",
        rename={"name": "RestoreTestingSelectionName"},
    ),
}
