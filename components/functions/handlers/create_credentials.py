"""Lambda function: makes passwords inside AWS, so that nobody types, sees or stores one.

    {"create": [entry, ...]}   a password for each that has none. Pulumi sends it, and may repeat it
    {"rotate": [entry, ...]}   a new password for each login or cache user. People send it
    {"Step": ...}              a step of Secrets Manager's own rotation, for a master user

An entry is {"arn": the secret's, "kind": ..., "username": ..., "instance": of a master only,
"verifiers": of a login only, "engine": "mysql" if it is not PostgreSQL}:

    login    a login of a database. The password's verifier (PostgreSQL: SCRAM; MySQL: that of
             caching_sha2_password) goes into the secret `verifiers`, one JSON object for all
             logins: the setup task gives it to the server, so no statement and no server log ever
             has the password. Who is not in there has no password yet.
    cache    an ElastiCache user. Its former password works too, until the next rotation.
    master   the master user of an RDS instance, which RDS's own management is ended for.

Whose password a secret may hold is said by the secret's tag `plinth:account`, which `pulumi up`
writes; an entry that says another is refused. Otherwise whoever may call this function could have
any account's password put into a secret that he reads.

A password is set first and stored then, so a run that breaks between the two can be repeated. No
password is returned or logged.
"""

import json
import secrets
import string
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from components.functions.handlers.verifiers import scram_verifier, sha2_verifier

Entry = dict[str, str]

ACCOUNT_TAG = "plinth:account"
LENGTH = 40
"""Letters and digits only, which mean nothing to a URL, a shell or psql; 238 bits. ElastiCache
takes 16 to 128 characters, RDS for PostgreSQL 8 to 128, for MySQL 8 to 41."""
PAUSE_SECONDS = 10
RESERVE_SECONDS = 30
"""What is left of the function's time when it stops waiting, to say why."""
PROPAGATION_SECONDS = 60
"""So long may IAM refuse what was allowed just before."""
REFUSED = {"AccessDenied", "AccessDeniedException"}
BUSY = {"InvalidDBInstanceState", "InvalidUserGroupState", "InvalidUserState"}


class Account:
    """A login of a database: the setup task, not this function, gives it its password."""

    def ready(self) -> bool:
        """Whether AWS has finished with the last change."""
        return True

    def has_password(self) -> bool:
        """Whether it was given one."""
        return True

    def set_passwords(self, passwords: list[str]) -> None:
        """Makes these the ones that work, the newest first."""


class CacheUser(Account):
    """An ElastiCache user, created to log in by IAM only."""

    def __init__(self, user_id: str) -> None:
        self._id = user_id
        self._elasticache: Any = boto3.client("elasticache")

    def _user(self) -> Any:
        return self._elasticache.describe_users(UserId=self._id)["Users"][0]

    def ready(self) -> bool:
        return bool(self._user()["Status"] == "active")

    def has_password(self) -> bool:
        return bool(self._user()["Authentication"]["Type"] == "password")

    def set_passwords(self, passwords: list[str]) -> None:
        self._elasticache.modify_user(
            UserId=self._id, AuthenticationMode={"Type": "password", "Passwords": passwords}
        )


class Master(Account):
    """The master user of an instance, created with a password that RDS made and managed.

    RDS refuses read replicas of an instance whose password it manages, so that is ended here.
    docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
    """

    def __init__(self, instance: str) -> None:
        self._id = instance
        self._rds: Any = boto3.client("rds")

    def _instance(self) -> Any:
        return self._rds.describe_db_instances(DBInstanceIdentifier=self._id)["DBInstances"][0]

    def ready(self) -> bool:
        instance = self._instance()
        pending = instance.get("PendingModifiedValues") or {}
        return instance["DBInstanceStatus"] == "available" and "MasterUserPassword" not in pending

    def has_password(self) -> bool:
        return "MasterUserSecret" not in self._instance()

    def set_passwords(self, passwords: list[str]) -> None:
        self._rds.modify_db_instance(
            DBInstanceIdentifier=self._id,
            MasterUserPassword=passwords[0],
            ApplyImmediately=True,
            **({} if self.has_password() else {"ManageMasterUserPassword": False}),
        )


class Clock:
    """How long to wait for AWS."""

    def __init__(self, seconds: float) -> None:
        self._start = time.monotonic()
        self._end = self._start + seconds - RESERVE_SECONDS

    def until(self, question: Callable[[], bool], what: str) -> None:
        """Asks again until the answer is yes."""
        while not self.patiently(question):
            if time.monotonic() + PAUSE_SECONDS > self._end:
                raise TimeoutError(f"gave up waiting until {what}; run it again")
            time.sleep(PAUSE_SECONDS)

    def patiently(self, call: Callable[[], Any]) -> Any:
        """Calls again while AWS is busy, or has not heard of a permission yet."""
        while True:
            try:
                return call()
            except ClientError as error:
                code = error.response["Error"]["Code"]
                end = self._start + PROPAGATION_SECONDS if code in REFUSED else self._end
                if code not in BUSY | REFUSED or time.monotonic() + PAUSE_SECONDS > end:
                    raise
            time.sleep(PAUSE_SECONDS)


class Store:
    """The secrets, and the accounts whose passwords they hold."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._secrets: Any = boto3.client("secretsmanager")
        self._verifiers: dict[str, dict[str, str]] = {}

    def check(self, entry: Entry) -> None:
        """Refuses an entry whose secret is for another account."""
        found = self._clock.patiently(lambda: self._secrets.describe_secret(SecretId=entry["arn"]))
        tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
        if tags.get(ACCOUNT_TAG) != account_tag(entry):
            raise ValueError(f"{entry['arn']} is not for {account_tag(entry)}")

    def create(self, entry: Entry) -> bool:
        """Gives a password to who has none; tells whether it did."""
        account = account_of(entry)
        stored = "AWSCURRENT" in self._clock.patiently(lambda: self._stages(entry["arn"]))
        if entry["kind"] == "login":
            stored = stored and entry["username"] in self._verifiers_at(entry["verifiers"])
        if stored and self._clock.patiently(account.has_password):
            return False
        self._give(entry, account, [])
        return True

    def rotate(self, entry: Entry) -> None:
        """Gives a new password."""
        former = [self._value(entry["arn"])["password"]] if entry["kind"] == "cache" else []
        self._give(entry, account_of(entry), former)

    def forget_others(self, entries: list[Entry]) -> None:
        """Takes the verifiers of logins away that are not among all that there are."""
        logins = [entry for entry in entries if entry["kind"] == "login"]
        names = {entry["username"] for entry in logins}
        for arn in {entry["verifiers"] for entry in logins}:
            found = self._verifiers_at(arn)
            self._verifiers[arn] = {name: found[name] for name in found if name in names}

    def save_verifiers(self) -> None:
        """Stores the verifiers that changed: once, since a secret keeps some hundred versions."""
        for arn, verifiers in self._verifiers.items():
            if verifiers != self._stored_verifiers(arn):
                self._put(arn, dict(sorted(verifiers.items())))

    def _verifiers_at(self, arn: str) -> dict[str, str]:
        """Login -> verifier, with those of this run."""
        if arn not in self._verifiers:
            self._verifiers[arn] = self._clock.patiently(lambda: self._stored_verifiers(arn))
        return self._verifiers[arn]

    def _stored_verifiers(self, arn: str) -> dict[str, str]:
        return self._value(arn) if "AWSCURRENT" in self._stages(arn) else {}

    def rotation_step(self, step: str, arn: str, token: str) -> None:
        """One of the four steps that Secrets Manager calls in turn, and from the first again when
        one failed. The version `token` is staged before the first, and holds no value yet.

        Nothing is left for `testSecret`: this function stands outside the network, and `setSecret`
        ends only when RDS has taken the password over.
        docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
        """
        stages = self._stages(arn)
        if token not in stages.values():
            raise ValueError(f"Secrets Manager has no version {token} of {arn} in rotation")
        if step == "finishSecret":
            self._finish(arn, token, stages)
        elif stages.get("AWSCURRENT") == token:
            return
        elif step == "createSecret" and not self._has_value(arn, token):
            if "AWSCURRENT" not in stages:
                raise ValueError(f"{arn} has no first value to rotate; `create` gives it")
            value = {**self._value(arn), "password": new_password()}
            self._put(arn, value, ClientRequestToken=token, VersionStages=["AWSPENDING"])
        elif step == "setSecret":
            value = self._value(arn, VersionId=token, VersionStage="AWSPENDING")
            instance = value["dbInstanceIdentifier"]
            master = {"kind": "master", "username": value["username"], "instance": instance}
            self.check({"arn": arn, **master})
            self._set(Master(instance), [value["password"]])

    def _has_value(self, arn: str, token: str) -> bool:
        """Whether a version was given its value: a stage says only that a rotation began."""
        try:
            self._value(arn, VersionId=token)
        except self._secrets.exceptions.ResourceNotFoundException:
            return False
        return True

    def _finish(self, arn: str, token: str, stages: dict[str, str]) -> None:
        """Makes the new version the current one. A stage that stayed pending would make Secrets
        Manager believe that the rotation is still going on."""
        if stages["AWSCURRENT"] != token:
            self._secrets.update_secret_version_stage(
                SecretId=arn,
                VersionStage="AWSCURRENT",
                MoveToVersionId=token,
                RemoveFromVersionId=stages["AWSCURRENT"],
            )
        if self._stages(arn).get("AWSPENDING") == token:
            self._secrets.update_secret_version_stage(
                SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=token
            )

    def _give(self, entry: Entry, account: Account, former: list[str]) -> None:
        password = new_password()
        self._set(account, [password, *former])
        self._clock.patiently(lambda: self._put(entry["arn"], contents(entry, password)))
        if entry["kind"] == "login":
            verifiers = self._verifiers_at(entry["verifiers"])
            mysql = entry.get("engine") == "mysql"
            make = sha2_verifier if mysql else scram_verifier
            verifiers[entry["username"]] = make(password)

    def _set(self, account: Account, passwords: list[str]) -> None:
        self._clock.until(account.ready, "AWS has finished an earlier change")
        self._clock.patiently(lambda: account.set_passwords(passwords))
        self._clock.until(lambda: account.ready() and account.has_password(), "AWS has set it")

    def _stages(self, arn: str) -> dict[str, str]:
        """Stage -> version of a secret."""
        found = self._secrets.describe_secret(SecretId=arn).get("VersionIdsToStages", {})
        return {stage: version for version, stages in found.items() for stage in stages}

    def _value(self, arn: str, **version: str) -> dict[str, str]:
        found = self._secrets.get_secret_value(SecretId=arn, **version)
        return dict(json.loads(found["SecretString"]))

    def _put(self, arn: str, value: dict[str, str], **version: Any) -> None:
        self._secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(value), **version)


def account_tag(entry: Entry) -> str:
    """What the secret of an entry says of itself."""
    parts = (entry["kind"], entry["username"], entry.get("instance"), entry.get("verifiers"))
    return " ".join(part for part in parts if part)


def account_of(entry: Entry) -> Account:
    """The account that an entry is about."""
    if entry["kind"] == "cache":
        return CacheUser(entry["username"])
    return Master(entry["instance"]) if entry["kind"] == "master" else Account()


def new_password() -> str:
    """A password that nobody knows yet."""
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(LENGTH))


def contents(entry: Entry, password: str) -> dict[str, str]:
    """What a secret holds. RDS Proxy needs `username` and `password`."""
    value = {"username": entry["username"], "password": password}
    if entry["kind"] == "master":
        engine = entry.get("engine", "postgres")
        value |= {"engine": engine, "dbInstanceIdentifier": entry["instance"]}
    return value


def handler(event: dict[str, Any], context: Any) -> dict[str, list[str]]:
    """Lambda's entry point; returns who got a password and who kept theirs."""
    store = Store(Clock(context.get_remaining_time_in_millis() / 1000))
    if "Step" in event:
        store.rotation_step(event["Step"], event["SecretId"], event["ClientRequestToken"])
        return {}
    result: dict[str, list[str]] = {"created": [], "kept": [], "rotated": []}
    for entry in [*event.get("create", []), *event.get("rotate", [])]:
        store.check(entry)
    try:
        for entry in event.get("create", []):
            result["created" if store.create(entry) else "kept"].append(entry["username"])
        for entry in event.get("rotate", []):
            store.rotate(entry)
            result["rotated"].append(entry["username"])
        store.forget_others(event.get("create", []))
    finally:
        store.save_verifiers()
    return result
