"""The drill: bytes are really lost, and really come back."""

import pytest

from config.settings import RecoverySettings
from operations.docker.drill import drill
from tests.docker.conftest import Dev
from tests.docker.test_dev import objects

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]


def databases(dev: Dev) -> set[str]:
    server = dev.container("database")
    user = dev.docker("exec", server, "printenv", "POSTGRES_USER").strip()
    listed = ("psql", "-U", user, "-At", "-c", "SELECT datname FROM pg_database", "postgres")
    return set(dev.docker("exec", server, *listed).split())


def test_rows_and_versions_are_lost_and_had_back_and_nothing_is_left(dev: Dev) -> None:
    client, told = objects(dev, "orders"), list[str]()
    bucket = dev.variable("orders", "BUCKET_UPLOADS")
    client.put_object(Bucket=bucket, Key="invoices/own", Body=b"the team's")
    before = databases(dev)
    found = {each.store: each for each in drill(dev.folder, "dev", told.append)}
    for each in found.values():
        print(f"{each.store}: RPO {each.rpo_seconds:.1f} s, RTO {each.rto_seconds:.1f} s")
        assert each.problems(RecoverySettings()) == []
        assert 0 < each.rpo_seconds < 3600
        assert each.rto_seconds > 0
    assert "100,000 rows" in found["database"].lost
    assert "1,000 versions of 100 objects" in found["objects"].lost
    assert [line for line in told if "dropped" in line or "deleted" in line]
    assert databases(dev) == before
    body = client.get_object(Bucket=bucket, Key="invoices/own")["Body"].read()
    assert body == b"the team's"
