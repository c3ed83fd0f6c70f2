"""The Lambda function that makes passwords: Secrets Manager and RDS by moto; ElastiCache, whose
users moto cannot change, by a few lines here."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from components.functions.handlers import create_credentials
from components.functions.handlers import verifiers as handed
from tests.components.functions.deployed import Context, Time

USER = "shop-test-orders"
REGION = "eu-central-1"


class ElastiCache:
    """One user. `refusals` are the errors with which the next changes are answered."""

    def __init__(self) -> None:
        self.status, self.type = "active", "iam"
        self.passwords: list[str] = []
        self.refusals: list[str] = []

    def describe_users(self, *, UserId: str) -> dict[str, Any]:
        assert UserId == USER
        user = {"Status": self.status, "Authentication": {"Type": self.type}}
        return {"Users": [user]}

    def modify_user(self, *, UserId: str, AuthenticationMode: dict[str, Any]) -> None:
        assert UserId == USER
        if self.refusals:
            raise ClientError({"Error": {"Code": self.refusals.pop()}}, "ModifyUser")
        self.type = AuthenticationMode["Type"]
        self.passwords = AuthenticationMode["Passwords"]


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(create_credentials, "time", clock)
    return clock


@pytest.fixture
def elasticache(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElastiCache]:
    """ElastiCache beside an empty account of moto's."""
    cache = ElastiCache()
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        client: Any = boto3.client

        def choose(service: str, **options: Any) -> Any:
            return cache if service == "elasticache" else client(service, **options)

        monkeypatch.setattr(boto3, "client", choose)
        yield cache


@pytest.fixture
def secrets(elasticache: ElastiCache, time: Time) -> Any:
    """Secrets Manager."""
    del elasticache, time
    return boto3.client("secretsmanager", region_name=REGION)


@pytest.fixture
def rds(secrets: Any) -> Any:
    """RDS with an instance whose master password it manages."""
    del secrets
    client = boto3.client("rds", region_name=REGION)
    client.create_db_instance(
        DBInstanceIdentifier="shop",
        DBInstanceClass="db.t3.small",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="platform__admin",
        ManageMasterUserPassword=True,
    )
    return client


def entry(secrets: Any, kind: str, username: str = USER, **more: str) -> dict[str, str]:
    """An entry with a new secret that has no value."""
    if kind == "login":
        more["verifiers"] = verifiers_arn(secrets)
    made = {"kind": kind, "username": username, **more}
    tag = {
        "Key": create_credentials.ACCOUNT_TAG,
        "Value": create_credentials.account_tag(made),
    }
    arn = secrets.create_secret(Name=f"{kind}-{username}", Tags=[tag])["ARN"]
    return {"arn": arn, **made}


def verifiers_arn(secrets: Any) -> str:
    """The one secret for the verifiers of all logins."""
    try:
        return str(secrets.describe_secret(SecretId="verifiers")["ARN"])
    except secrets.exceptions.ResourceNotFoundException:
        return str(secrets.create_secret(Name="verifiers")["ARN"])


def verifiers(secrets: Any) -> dict[str, str]:
    """Login -> verifier, as the setup task gets them."""
    return dict(json.loads(secrets.get_secret_value(SecretId="verifiers")["SecretString"]))


def value(secrets: Any, of: dict[str, str], **version: str) -> dict[str, str]:
    """What a secret holds: now, or in another version."""
    which = version or {"VersionStage": "AWSCURRENT"}
    text = secrets.get_secret_value(SecretId=of["arn"], **which)["SecretString"]
    return dict(json.loads(text))


def call(event: dict[str, Any]) -> dict[str, list[str]]:
    """Invokes the function."""
    return create_credentials.handler(event, Context())


def test_each_gets_a_password_of_its_own(secrets: Any) -> None:
    entries = [entry(secrets, "login", "orders"), entry(secrets, "login", "stock")]
    answer = call({"create": entries})
    assert answer == {"created": ["orders", "stock"], "kept": [], "rotated": []}
    values = [value(secrets, each) for each in entries]
    assert [each["username"] for each in values] == ["orders", "stock"]
    passwords = {each["password"] for each in values}
    assert len(passwords) == 2
    assert all(len(word) == 40 and word.isascii() and word.isalnum() for word in passwords)


def test_a_login_of_mysql_gets_its_own_kind_of_verifier(secrets: Any) -> None:
    mine = entry(secrets, "login", "orders", engine="mysql")
    call({"create": [mine]})
    password = value(secrets, mine)["password"].encode()
    mark, rounds, rest = verifiers(secrets)["orders"].split("$")[1:]
    assert (mark, rounds) == ("A", "005")
    assert rest[20:] == handed.sha256_crypt(password, rest[:20].encode())


def test_sha256_crypt_is_that_of_published_examples() -> None:
    """Those of the algorithm's text and of hashcat's for MySQL."""
    salt = bytes.fromhex("F9CC98CE08892924F50A213B6BC571A2C11778C5")
    found = handed.sha256_crypt(b"hashcat", salt)
    assert found == "bTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/"
    text = handed.sha256_crypt(b"Hello world!", b"saltstring")
    assert text == "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"


def test_who_has_a_password_keeps_it(secrets: Any) -> None:
    first = entry(secrets, "login", "orders")
    call({"create": [first]})
    before = value(secrets, first)
    second = entry(secrets, "login", "stock")
    answer = call({"create": [first, second]})
    assert answer == {"created": ["stock"], "kept": ["orders"], "rotated": []}
    assert value(secrets, first) == before


def test_no_password_is_returned_printed_or_logged(
    secrets: Any,
    rds: Any,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    del rds
    caplog.set_level("INFO")
    entries = [
        entry(secrets, "login", "orders"),
        entry(secrets, "cache"),
        entry(secrets, "master", "platform__admin", instance="shop"),
    ]
    answers = [call({"create": entries}), call({"rotate": entries})]
    shown = json.dumps(answers) + "".join(capfd.readouterr()) + caplog.text
    for each in entries:
        for version in secrets.list_secret_version_ids(SecretId=each["arn"])["Versions"]:
            held = value(secrets, each, VersionId=version["VersionId"])
            assert held["password"] not in shown
    assert all(each not in shown for each in verifiers(secrets).values())


def test_a_logins_verifier_proves_its_password(secrets: Any) -> None:
    login = entry(secrets, "login", "orders")
    call({"create": [login]})
    held, verifier = value(secrets, login), verifiers(secrets)["orders"]
    method, rounds, keys = verifier.split("$")
    iterations, salt = rounds.split(":")
    stored_key, server_key = (base64.b64decode(key) for key in keys.split(":"))
    salted = hashlib.pbkdf2_hmac(
        "sha256", held["password"].encode(), base64.b64decode(salt), int(iterations)
    )
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    assert method == "SCRAM-SHA-256"
    assert stored_key == hashlib.sha256(client_key).digest()
    assert server_key == hmac.digest(salted, b"Server Key", "sha256")
    assert held["password"] not in verifier


def test_a_login_joins_the_verifiers_of_the_others_and_takes_its_own_away(secrets: Any) -> None:
    orders, stock = entry(secrets, "login", "orders"), entry(secrets, "login", "stock")
    call({"create": [orders]})
    before = verifiers(secrets)
    call({"create": [orders, stock]})
    assert verifiers(secrets).keys() == {"orders", "stock"}
    assert verifiers(secrets)["orders"] == before["orders"]
    call({"create": [stock]})
    assert verifiers(secrets).keys() == {"stock"}


def test_verifiers_that_nobody_changed_are_not_stored_again(secrets: Any) -> None:
    orders = entry(secrets, "login", "orders")
    for _ in range(3):
        call({"create": [orders]})
    assert len(secrets.list_secret_version_ids(SecretId="verifiers")["Versions"]) == 1


def test_a_login_without_a_verifier_gets_a_new_password(secrets: Any) -> None:
    orders = entry(secrets, "login", "orders")
    call({"create": [orders]})
    former = value(secrets, orders)["password"]
    secrets.put_secret_value(SecretId="verifiers", SecretString="{}")
    assert call({"create": [orders]})["created"] == ["orders"]
    assert value(secrets, orders)["password"] != former
    assert verifiers(secrets).keys() == {"orders"}


def test_a_run_that_breaks_keeps_the_verifiers_of_passwords_that_were_stored(
    secrets: Any, elasticache: ElastiCache
) -> None:
    elasticache.refusals = ["InvalidParameterValue"]
    orders = entry(secrets, "login", "orders")
    with pytest.raises(ClientError):
        call({"create": [orders, entry(secrets, "cache")]})
    assert verifiers(secrets).keys() == {"orders"}
    assert call({"create": [orders]})["kept"] == ["orders"]


def test_a_cache_user_gets_the_password_that_its_secret_holds(
    secrets: Any, elasticache: ElastiCache
) -> None:
    user = entry(secrets, "cache")
    assert call({"create": [user]})["created"] == [USER]
    assert elasticache.type == "password"
    assert elasticache.passwords == [value(secrets, user)["password"]]
    assert call({"create": [user]})["kept"] == [USER]
    assert elasticache.passwords == [value(secrets, user)["password"]]


def test_a_cache_user_that_was_created_anew_gets_a_new_password(
    secrets: Any, elasticache: ElastiCache
) -> None:
    user = entry(secrets, "cache")
    call({"create": [user]})
    former = value(secrets, user)["password"]
    elasticache.type = "iam"
    assert call({"create": [user]})["created"] == [USER]
    assert elasticache.passwords == [value(secrets, user)["password"]]
    assert elasticache.passwords != [former]


def test_after_a_rotation_a_cache_users_former_password_still_works(
    secrets: Any, elasticache: ElastiCache
) -> None:
    user = entry(secrets, "cache")
    call({"create": [user]})
    former = value(secrets, user)["password"]
    assert call({"rotate": [user]})["rotated"] == [USER]
    assert elasticache.passwords == [value(secrets, user)["password"], former]
    assert value(secrets, user)["password"] != former


def test_a_rotated_login_has_a_new_password_and_verifier(secrets: Any) -> None:
    login = entry(secrets, "login", "orders")
    call({"create": [login]})
    other = entry(secrets, "login", "stock")
    call({"create": [login, other]})
    before, former = value(secrets, login), verifiers(secrets)
    call({"rotate": [login]})
    after = value(secrets, login)
    assert after["username"] == before["username"]
    assert after["password"] != before["password"]
    assert verifiers(secrets)["orders"] != former["orders"]
    assert verifiers(secrets)["stock"] == former["stock"]


@pytest.mark.parametrize("code", ["InvalidUserState", "InvalidUserGroupState", "AccessDenied"])
def test_it_waits_while_aws_is_busy_or_has_not_heard_of_a_permission(
    secrets: Any, elasticache: ElastiCache, time: Time, code: str
) -> None:
    elasticache.refusals = [code] * 3
    user = entry(secrets, "cache")
    assert call({"create": [user]})["created"] == [USER]
    assert elasticache.passwords == [value(secrets, user)["password"]]
    assert time.now == 3 * create_credentials.PAUSE_SECONDS


def test_a_permission_that_never_comes_is_reported_after_a_minute(
    secrets: Any, elasticache: ElastiCache, time: Time
) -> None:
    elasticache.refusals = ["AccessDenied"] * 99
    with pytest.raises(ClientError, match="AccessDenied"):
        call({"create": [entry(secrets, "cache")]})
    assert time.now <= 60


def test_a_wrong_request_is_not_repeated(
    secrets: Any, elasticache: ElastiCache, time: Time
) -> None:
    elasticache.refusals = ["InvalidParameterValue"]
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        call({"create": [entry(secrets, "cache")]})
    assert time.now == 0


def test_a_password_that_could_not_be_set_is_not_stored(
    secrets: Any, elasticache: ElastiCache
) -> None:
    elasticache.refusals = ["InvalidParameterValue"]
    user = entry(secrets, "cache")
    with pytest.raises(ClientError):
        call({"create": [user]})
    assert "VersionIdsToStages" not in secrets.describe_secret(SecretId=user["arn"])
    assert call({"create": [user]})["created"] == [USER]


def test_it_says_why_before_lambda_stops_it(
    secrets: Any, elasticache: ElastiCache, time: Time
) -> None:
    elasticache.status = "modifying"
    with pytest.raises(TimeoutError, match="earlier change"):
        call({"create": [entry(secrets, "cache")]})
    assert 800 < time.now < 900


def test_rds_no_longer_manages_a_master_password_that_has_its_own_secret(
    secrets: Any, rds: Any
) -> None:
    master = entry(secrets, "master", "platform__admin", instance="shop")
    assert "MasterUserSecret" in rds.describe_db_instances()["DBInstances"][0]
    assert call({"create": [master]})["created"] == ["platform__admin"]
    assert "MasterUserSecret" not in rds.describe_db_instances()["DBInstances"][0]
    held = value(secrets, master)
    assert held["username"] == "platform__admin"
    assert held["dbInstanceIdentifier"] == "shop"
    assert call({"create": [master]})["kept"] == ["platform__admin"]
    assert value(secrets, master) == held


@pytest.mark.parametrize("event", ["create", "rotate"])
@pytest.mark.parametrize(
    "changes",
    [
        {"username": "platform__admin"},
        {"kind": "login", "verifiers": "of others"},
        {"kind": "master", "instance": "shop"},
    ],
    ids=str,
)
def test_no_secret_gets_the_password_of_another_account(
    secrets: Any, rds: Any, elasticache: ElastiCache, event: str, changes: dict[str, str]
) -> None:
    own = entry(secrets, "cache")
    call({"create": [own]})
    held, passwords = value(secrets, own), elasticache.passwords
    with pytest.raises(ValueError, match="is not for"):
        call({event: [own, {**own, **changes}]})
    assert (value(secrets, own), elasticache.passwords) == (held, passwords)
    assert "MasterUserSecret" in rds.describe_db_instances()["DBInstances"][0]


def test_a_secret_that_says_nothing_of_itself_gets_no_password(secrets: Any) -> None:
    arn = secrets.create_secret(Name="another")["ARN"]
    with pytest.raises(ValueError, match="is not for cache"):
        call({"create": [{"arn": arn, "kind": "cache", "username": USER}]})
