"""A secret gets an earlier value, or comes back after its deletion."""

from collections.abc import Iterator

import pytest
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from operations.errors import OperationError
from operations.recovery import restored_secret
from operations.sites import Site
from tests.operations.recovery.account import (
    COPIES,
    NUMBER,
    REGION,
    FakeClock,
    Faults,
    Killed,
    fresh,
)

pytestmark = pytest.mark.xdist_group("recovery")

NAME, AT_AWS = "payment-provider-key", "shop/prod/payment-provider-key"


@pytest.fixture
def valued(site: Site) -> Iterator[Site]:
    """An environment in which the secret got a wrong second value."""
    found = fresh(site)
    client = found.client("secretsmanager")
    for value in ("right", "wrong"):
        client.put_secret_value(SecretId=AT_AWS, SecretString=value)
    yield found
    secret = secretsmanager_backends[NUMBER][REGION].secrets[AT_AWS]
    assert isinstance(secret, FakeSecret)
    secret.deleted_date = None


def value(site: Site) -> str:
    client = site.client("secretsmanager")
    found = client.get_secret_value(SecretId=AT_AWS, VersionStage="AWSCURRENT")
    return str(found["SecretString"])


def restore(site: Site, *, version: str = "", deleted: bool = False) -> None:
    restored_secret.restoring(site, FakeClock(), NAME, version=version, deleted=deleted).run(
        take_over=True
    )


def test_the_value_before_comes_back_and_no_value_is_shown(
    valued: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    restore(valued)
    assert value(valued) == "right"
    printed = capsys.readouterr()
    assert "right" not in printed.out + printed.err


def test_a_second_run_does_not_bring_the_wrong_value_back(valued: Site) -> None:
    restore(valued)
    restore(fresh(valued))
    assert value(valued) == "right"


def test_a_version_may_be_named_and_an_unknown_one_is_refused(valued: Site) -> None:
    versions = valued.client("secretsmanager").list_secret_version_ids(SecretId=AT_AWS)
    ids = {tuple(each["VersionStages"]): each["VersionId"] for each in versions["Versions"]}
    restore(valued, version=ids[("AWSPREVIOUS",)])
    assert value(valued) == "right"
    with pytest.raises(OperationError, match="has none 0000; there are: "):
        restore(valued, version="0000")


def test_a_deleted_secret_comes_back_with_its_value(valued: Site) -> None:
    client = valued.client("secretsmanager")
    # AWS deletes no secret that has copies in other regions.
    client.remove_regions_from_replication(SecretId=AT_AWS, RemoveReplicaRegions=[COPIES])
    before = value(valued)
    client.delete_secret(SecretId=AT_AWS)
    with pytest.raises(OperationError, match="is deleted; give --deleted first"):
        restore(valued)
    restore(valued, deleted=True)
    assert value(valued) == before
    with pytest.raises(OperationError, match="is not deleted"):
        restore(valued, deleted=True)


def test_a_secret_that_never_was_is_told(site: Site) -> None:
    operated = restored_secret.restoring(
        fresh(site), FakeClock(), "nothing", version="", deleted=False
    )
    with pytest.raises(OperationError, match="there is no secret shop/prod/nothing"):
        operated.run(take_over=False)


def test_it_may_be_killed_after_the_value_moved(valued: Site) -> None:
    def kill(_: int, name: str) -> None:
        if name == "secretsmanager:UpdateSecretVersionStage":
            raise Killed

    with pytest.raises(Killed), Faults(after=kill):
        restore(valued)
    restore(fresh(valued))
    assert value(valued) == "right", "a run that goes on does not swap the values again"
