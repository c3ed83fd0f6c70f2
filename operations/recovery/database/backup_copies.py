"""The copies of automated backups in the recovery region. RDS keeps them for an instance by its
resource ID, so an instance that takes over needs copies of its own."""

from typing import Any

from operations.procedure import Look, looked
from operations.sites import Site

KIND = "rds.InstanceAutomatedBackupsReplication"


class BackupCopies:
    """The replication of one instance's automated backups, as the program declares it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.declared = site.part_of_server(KIND, "recovery")
        """The program's resource; None if nothing is copied."""

    def arn(self, resource_id: str) -> str:
        """Returns the ARN of an instance's copies. Empty if there are none."""
        found = self._client().describe_db_instance_automated_backups(DbiResourceId=resource_id)
        arns = (
            each.get("DBInstanceAutomatedBackupsArn")
            for each in found["DBInstanceAutomatedBackups"]
        )
        return next((str(arn) for arn in arns if arn), "")

    def look(self, resource_id: str) -> Look:
        """Returns whether an instance's backups are copied."""
        return looked(done=bool(self.arn(resource_id)))

    def start(self, instance_arn: str) -> None:
        """Begins to copy the backups of an instance, with the program's key and retention."""
        assert self.declared
        inputs = self.declared.inputs
        self._client().start_db_instance_automated_backups_replication(
            SourceDBInstanceArn=instance_arn,
            BackupRetentionPeriod=inputs["retentionPeriod"],
            KmsKeyId=inputs["kmsKeyId"],
            # The SDK signs the request that RDS sends on to this region.
            SourceRegion=self._site.region,
        )

    def _client(self) -> Any:
        return self._site.client("rds", str(self._site.recovery_region))
