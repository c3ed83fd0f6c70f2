"""Answers of AWS about things that exist: each is there, and is as it must be, or is not."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from config.calls import CERTIFICATE_DAYS
from operations import accounts
from operations.existing import key_policy, live_databases
from operations.existing.wanted import Wanted

_ABSENT = (
    *("301", "400", "403", "404"),
    *("NotFoundException", "ResourceNotFoundException"),
    *("NoSuchPublicAccessBlockConfiguration", "ObjectLockConfigurationNotFoundError"),
    "ServerSideEncryptionConfigurationNotFoundError",
)
"""Codes by which AWS says that there is no such thing."""
_GONE = "is not there: the account has none of that ARN"

Clients = Callable[[str, str], Any]
"""A function that returns a client of a service in a region."""


def problems(things: Iterable[Wanted], client: Clients) -> Iterator[tuple[Wanted, str]]:
    """Yields each thing that is not what the environment needs, with what is wrong."""
    for each in things:
        for problem in _CHECKS[each.kind](each, client):
            yield each, problem


def _certificate(each: Wanted, client: Clients) -> Iterator[str]:
    acm = client("acm", each.region)
    with accounts.asking(f"the certificate {each.id}"):
        found = _answer(acm.describe_certificate, CertificateArn=each.id)
    if found is None:
        yield _GONE
        return
    certificate = found["Certificate"]
    status = certificate.get("Status")
    if status != "ISSUED":
        yield f"is {status}, and a load balancer and CloudFront take one that is ISSUED"
    names = {certificate.get("DomainName"), *(certificate.get("SubjectAlternativeNames") or ())}
    missing = [host for host in each.hosts if not _covered(host, names)]
    if missing:
        covered = ", ".join(sorted(filter(None, names)))
        yield f"does not cover {', '.join(missing)}: it is for {covered}"


def _authority(each: Wanted, client: Clients) -> Iterator[str]:
    pca = client("acm-pca", each.region)
    with accounts.asking(f"the authority {each.id}"):
        found = _answer(pca.describe_certificate_authority, CertificateAuthorityArn=each.id)
        if found is None:
            yield _GONE
            return
        tags = pca.list_tags(CertificateAuthorityArn=each.id).get("Tags") or ()
    authority = found["CertificateAuthority"]
    status, ends = authority.get("Status"), authority.get("NotAfter")
    if status != "ACTIVE":
        yield f"is {status}, and signs for nobody until it is ACTIVE"
    elif ends and ends - datetime.now(tz=UTC) < timedelta(days=CERTIFICATE_DAYS):
        yield f"ends on {ends:%Y-%m-%d}, and signs nothing that would outlive it"
    if {"Key": "AmazonECSManaged", "Value": "true"} not in tags:
        yield "has no tag AmazonECSManaged: true, without which ECS uses no authority"


def _key(each: Wanted, client: Clients) -> Iterator[str]:
    kms = client("kms", each.region)
    with accounts.asking(f"the key {each.id}"):
        found = _answer(kms.describe_key, KeyId=each.id)
    if found is None:
        yield _GONE
        return
    key = found["KeyMetadata"]
    if key.get("KeyState") != "Enabled":
        yield f"is {key.get('KeyState')}, and nothing is encrypted or read until it is Enabled"
    kind = (key.get("KeyUsage"), key.get("KeySpec"))
    if kind != ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT"):
        yield f"is a key of {kind[1]} for {kind[0]}; AWS's services take symmetric ones"
    with accounts.asking(f"the policy of the key {each.id}"):
        policy = json.loads(kms.get_key_policy(KeyId=each.id, PolicyName="default")["Policy"])
    for statement in key_policy.lacking(policy, each.policy):
        yield (
            f"its policy has no statement that allows what {statement['Sid']} allows in the policy "
            "that `make existing` prints"
        )


def _bucket(each: Wanted, client: Clients) -> Iterator[str]:
    s3, name = client("s3", each.region), each.id
    with accounts.asking(f"the bucket {name}"):
        head = _answer(s3.head_bucket, Bucket=name, ExpectedBucketOwner=each.account)
    if head is None:
        yield f"is not there, is in another region, or {each.account} may not look at it"
        return
    region = head.get("BucketRegion") or each.region
    if region != each.region:
        yield f"is in {region}, and the environment is in {each.region}"
        return
    with accounts.asking(f"the bucket {name}"):
        versions = s3.get_bucket_versioning(Bucket=name).get("Status")
        closed = _answer(s3.get_public_access_block, Bucket=name) or {}
        rules = _answer(s3.get_bucket_encryption, Bucket=name) or {}
        lock = _answer(s3.get_object_lock_configuration, Bucket=name) or {}
    if versions != "Enabled":
        yield "keeps no versions: what is overwritten or deleted is gone"
    if not all((closed.get("PublicAccessBlockConfiguration") or {"": False}).values()):
        yield "is not closed to the public: not all four of its public access blocks are on"
    yield from _encryption(each, rules.get("ServerSideEncryptionConfiguration") or {})
    days = (lock.get("ObjectLockConfiguration") or {}).get("Rule", {}).get("DefaultRetention", {})
    if each.lock_days and days.get("Days", 0) < each.lock_days and not days.get("Years"):
        yield f"locks new objects for {days.get('Days', 0)} days, and the workload says more"


def _encryption(each: Wanted, configuration: Mapping[str, Any]) -> Iterator[str]:
    rules = configuration.get("Rules") or [{}]
    default = rules[0].get("ApplyServerSideEncryptionByDefault") or {}
    key = str(default.get("KMSMasterKeyID") or "")
    # S3's own keys and the account's `aws/s3` ask for no right of a program's.
    own = not key or key.endswith("alias/aws/s3")
    if own and each.key:
        yield f"encrypts by AWS's own keys, and the settings say {each.key}"
    elif not own and not (each.key and key in (each.key, each.key.rpartition("/")[2])):
        yield f"encrypts by {key}, and the settings say {each.key or 'no key'}: S3 refuses programs"


def _answer(call: Callable[..., dict[str, Any]], **given: str) -> dict[str, Any] | None:
    """Returns what AWS answers, or None where there is no such thing."""
    try:
        return call(**given)
    except Exception as error:
        if accounts.code(error) in _ABSENT:
            return None
        raise


def _covered(host: str, names: Iterable[str | None]) -> bool:
    """Returns true if a certificate for these names answers for a host. A wildcard stands for one
    label."""
    _, _, above = host.partition(".")
    return any(name and name.lower() in (host, f"*.{above}") for name in names)


_CHECKS: Mapping[str, Callable[[Wanted, Clients], Iterator[str]]] = {
    "authority": _authority,
    "bucket": _bucket,
    "certificate": _certificate,
    "database": live_databases.problems,
    "key": _key,
}
