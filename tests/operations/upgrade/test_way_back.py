"""A snapshot from before a major upgrade can be restored after it, without the parameters of the
new version, which RDS would refuse."""

import pytest

from operations.recovery import database
from operations.sites import Site
from tests.operations.recovery.account import PRIMARY, FakeClock, Faults, fresh
from tests.operations.recovery.test_failover import databases

pytestmark = pytest.mark.xdist_group("recovery")


@pytest.mark.parametrize(("version", "given"), [("16", True), ("17", False)])
def test_it_gets_the_programs_parameters_if_they_are_of_its_version(
    site: Site, monkeypatch: pytest.MonkeyPatch, version: str, given: bool
) -> None:
    rds = site.client("rds")
    rds.create_db_snapshot(DBInstanceIdentifier=PRIMARY, DBSnapshotIdentifier="before-17")
    content = site.state.read()
    (instance,) = (
        each
        for each in content["deployment"]["resources"]
        if each.get("inputs", {}).get("identifier") == PRIMARY
        and each["type"].startswith("aws:rds/instance:")
    )
    instance["inputs"]["engineVersion"] = version
    site.state.write(content)
    asked = {}
    send = rds.restore_db_instance_from_db_snapshot

    def restore(**request: object) -> object:
        asked.update(request)
        return send(**request)

    monkeypatch.setattr(rds, "restore_db_instance_from_db_snapshot", restore)
    with Faults() as record:
        database.restoring(fresh(site), FakeClock(), at=None, snapshot="before-17").run(
            take_over=False
        )
    assert "rds:RestoreDBInstanceFromDBSnapshot" in record.calls
    assert ("DBParameterGroupName" in asked) is given
    assert any(name.startswith(f"{PRIMARY}-restored-") for name in databases(site))
