"""Steps for the state: the key that encrypts it and the stacks' secrets, and the bucket."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from operations.bootstrap import names, rights
from operations.bootstrap.clients import AGAIN, Account
from operations.bootstrap.step import Step
from operations.errors import OperationError

_TAG = "plinth:bootstrap"
_NONCURRENT_DAYS = 90
_RULE = {
    "ID": "plinth-earlier-states",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "NoncurrentVersionExpiration": {"NoncurrentDays": _NONCURRENT_DAYS},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
_CLOSED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def key_steps(account: Account) -> list[Step]:
    """Returns the steps for the key, which is found by its alias."""
    alias = names.alias(account.request)
    thing = f"key {alias}"

    def make() -> None:
        account.change(
            "kms",
            "create_key",
            Description="States of Pulumi, and the secrets in them",
            Tags=[{"TagKey": _TAG, "TagValue": alias}],
        )

    def rotates() -> Any:
        key = _key(account)
        found = key and account.read("kms", "get_key_rotation_status", KeyId=key["Arn"])
        return found["KeyRotationEnabled"] if found else None

    def name() -> None:
        account.create("kms", "create_alias", AliasName=alias, TargetKeyId=_needed(account))

    def rotate() -> None:
        account.change("kms", "enable_key_rotation", KeyId=_needed(account))

    return [
        Step(thing=thing, aspect="exists", wanted=True, find=lambda: _usable(account), make=make),
        Step(
            thing=thing,
            aspect="alias",
            wanted=alias,
            find=lambda: alias if account.read("kms", "describe_key", KeyId=alias) else None,
            make=name,
        ),
        Step(thing=thing, aspect="rotates", wanted=True, find=rotates, make=rotate),
    ]


def _key(account: Account) -> Any:
    """Returns the key with the alias, or the one of an earlier try that did not come so far: a key
    gets its tag in the same call that makes it."""
    alias = names.alias(account.request)
    if found := account.read("kms", "describe_key", KeyId=alias):
        return found["KeyMetadata"]
    inputs: dict[str, Any] = {}
    while True:
        page = account.change("kms", "list_keys", **inputs)
        for each in page["Keys"]:
            key = account.read("kms", "describe_key", KeyId=each["KeyId"])
            # Keys of AWS's own services do not let their tags be read.
            if not key or key["KeyMetadata"]["KeyManager"] != "CUSTOMER":
                continue
            tags = account.change("kms", "list_resource_tags", KeyId=each["KeyId"])["Tags"]
            if {"TagKey": _TAG, "TagValue": alias} in tags:
                return key["KeyMetadata"]
        if not page.get("Truncated"):
            return None
        inputs = {"Marker": page["NextMarker"]}


def _usable(account: Account) -> bool | None:
    key = _key(account)
    if key and key["KeyState"] != "Enabled":
        raise OperationError(
            f"the key of the states, {key['Arn']}, is in the state {key['KeyState']}: states and"
            " secrets cannot be read, and are lost if it is deleted",
            remedy="`aws kms cancel-key-deletion` and `aws kms enable-key` bring it back",
        )
    return True if key else None


def _needed(account: Account) -> str:
    key = _key(account)
    if not key:
        # KMS shows a new key everywhere only after some seconds.
        raise OperationError("AWS does not show the key of the states yet", remedy=AGAIN)
    return str(key["Arn"])


def bucket_steps(account: Account) -> list[Step]:
    """Returns the steps for the bucket. Rules and statements of others in it stay."""
    bucket = _Bucket(account, names.bucket(account.request))
    policy = rights.bucket_policy(account.request)
    steps: list[tuple[str, Any, Callable[[], Any], Callable[[], Any]]] = [
        ("exists", True, bucket.exists, bucket.create),
        ("versions", "Enabled", bucket.versions, bucket.keep_versions),
        ("encrypted by", names.alias(account.request), bucket.encrypted_by, bucket.encrypt),
        ("closed to the public", _CLOSED, bucket.closed, bucket.close),
        (
            "TLS only",
            policy,
            lambda: _by(bucket.statements(), "Sid", policy["Sid"]),
            lambda: bucket.put_statement(policy),
        ),
        (
            f"earlier states kept for {_NONCURRENT_DAYS} days",
            _RULE,
            lambda: _of_whole_bucket(_by(bucket.rules(), "ID", _RULE["ID"])),
            bucket.put_rule,
        ),
    ]
    return [
        Step(thing=f"bucket {bucket.name}", aspect=aspect, wanted=wanted, find=find, make=make)
        for aspect, wanted, find, make in steps
    ]


@dataclass(frozen=True)
class _Bucket:
    account: Account
    name: str

    def _get(self, operation: str) -> Any:
        return self.account.read("s3", operation, Bucket=self.name)

    def _put(self, operation: str, **inputs: Any) -> None:
        self.account.change("s3", operation, Bucket=self.name, **inputs)

    def exists(self) -> bool | None:
        return True if self._get("head_bucket") is not None else None

    def create(self) -> None:
        region = self.account.request.region
        inputs: dict[str, Any] = {"Bucket": self.name}
        if region != "us-east-1":  # the one region that S3 does not take as a constraint
            inputs["CreateBucketConfiguration"] = {"LocationConstraint": region}
        self.account.create("s3", "create_bucket", **inputs)

    def versions(self) -> str | None:
        return (self._get("get_bucket_versioning") or {}).get("Status")

    def keep_versions(self) -> None:
        self._put("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"})

    def encrypted_by(self) -> str | None:
        found = self._get("get_bucket_encryption")
        if not found:
            return None
        [rule] = found["ServerSideEncryptionConfiguration"]["Rules"]
        default = rule["ApplyServerSideEncryptionByDefault"]
        key = _key(self.account)
        if key and default.get("KMSMasterKeyID") in {key["Arn"], key["KeyId"]}:
            return names.alias(self.account.request)
        return str(default.get("KMSMasterKeyID", default["SSEAlgorithm"]))

    def encrypt(self) -> None:
        rules = _encryption(_needed(self.account))
        self._put("put_bucket_encryption", ServerSideEncryptionConfiguration=rules)

    def closed(self) -> Any:
        found = self._get("get_public_access_block")
        return found["PublicAccessBlockConfiguration"] if found else None

    def close(self) -> None:
        self._put("put_public_access_block", PublicAccessBlockConfiguration=_CLOSED)

    def statements(self) -> list[Any]:
        found = self._get("get_bucket_policy")
        return list(json.loads(found["Policy"])["Statement"]) if found else []

    def put_statement(self, statement: dict[str, Any]) -> None:
        statements = _with(self.statements(), "Sid", statement)
        policy = {"Version": "2012-10-17", "Statement": statements}
        self._put("put_bucket_policy", Policy=json.dumps(policy))

    def rules(self) -> list[Any]:
        found = self._get("get_bucket_lifecycle_configuration")
        return list(found["Rules"]) if found else []

    def put_rule(self) -> None:
        rules = {"Rules": _with(self.rules(), "ID", _RULE)}
        self._put("put_bucket_lifecycle_configuration", LifecycleConfiguration=rules)


def _encryption(key: str) -> dict[str, Any]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]}


def _by(members: list[Any], name: str, value: Any) -> Any:
    return next((each for each in members if each.get(name) == value), None)


def _of_whole_bucket(rule: Any) -> Any:
    # S3 may give the filter of a rule for everything back as an empty one.
    return rule and {**rule, "Filter": rule.get("Filter") or {"Prefix": ""}}


def _with(members: list[Any], name: str, own: dict[str, Any]) -> list[Any]:
    return [*(each for each in members if each.get(name) != own[name]), own]
