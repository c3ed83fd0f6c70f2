"""Secrets whose values are entered by hand."""

from components.security.secret import Secret, SecretArgs
from planning.environment import Environment
from tests.components.compute.made import KEY
from tests.components.data.made import RECOVERY_KEY, ROLE_POLICY, SECRET, client
from tests.factories import make_environment
from tests.graph import Graph, deploy


def secret(environment: Environment | None = None, reader: str | None = None) -> Graph:
    environment = environment or make_environment()

    def program() -> None:
        made = Secret(
            "payment-provider-key",
            SecretArgs(environment=environment, kms_key_arn=KEY, recovery_kms_key_arn=RECOVERY_KEY),
        )
        if reader:
            made.grant_read(client(reader))

    return deploy(program)


def test_people_find_it_by_a_fixed_name() -> None:
    assert secret().one(SECRET).inputs["name"] == "shop/test/payment-provider-key"


def test_it_is_encrypted_and_has_no_value() -> None:
    graph = secret()
    assert graph.one(SECRET).inputs["kmsKeyId"] == KEY
    assert graph.find("aws:secretsmanager/secretVersion:SecretVersion") == []


def test_it_can_be_restored_where_data_is_protected() -> None:
    for protect, days in ((True, 30), (False, 0)):
        graph = secret(make_environment(protect=protect))
        assert graph.one(SECRET).inputs["recoveryWindowInDays"] == days


def test_a_copy_is_kept_in_the_recovery_region() -> None:
    graph = secret(make_environment(recovery_region="eu-west-1"))
    copies = [{"region": "eu-west-1", "kmsKeyId": RECOVERY_KEY}]
    assert graph.one(SECRET).inputs["replicas"] == copies
    assert not secret().one(SECRET).inputs.get("replicas")


def test_a_program_may_read_this_secret_only() -> None:
    graph = secret(reader="orders")
    policy = graph.one(ROLE_POLICY, "payment-provider-key-to-orders")
    assert policy.inputs["role"] == "orders-role"
    read, key = graph.policy(policy)["Statement"]
    assert read["Action"] == ["secretsmanager:GetSecretValue"]
    assert read["Resource"] == [graph.one(SECRET).outputs["arn"]]
    assert (key["Action"], key["Resource"]) == (["kms:Decrypt"], [KEY])
    assert secret().find(ROLE_POLICY) == []
