"""What others made, named in the settings: it is used as it is given, nothing of it is made, and
those who read the plan say what they cannot know."""

import functools
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from aws_account.moto import Given, emulated
from config import ConfigError
from operations.backups.planned import stores
from operations.errors import OperationError
from operations.existing.live import problems
from operations.existing.wanted import wanted
from operations.explore.model import Source, model
from operations.plan import Resources, compare, document
from operations.reach import Graph as Ways
from operations.reach import reach_text
from operations.recovery.objects import Restoration
from operations.rights.grants import grants
from operations.topology.reading import whole
from policies import judge_document
from stacks import cloud
from tests.documents import document_of
from tests.graph import Graph
from tests.stacks import example

TASK = "aws:ecs/taskDefinition:TaskDefinition"
ACCOUNT = example.platform().settings.account_id


def certificate(region: str = "eu-central-1", account: str = ACCOUNT) -> str:
    return f"arn:aws:acm:{region}:{account}:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


CERTIFICATES = {"load_balancer": certificate(), "edge": certificate("us-east-1")}
INSIDE = {"allow_from": ["10.0.0.0/8"]}


def key(region: str = "eu-central-1", account: str = ACCOUNT) -> str:
    return f"arn:aws:kms:{region}:{account}:key/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"


KEYS = {"data": key(), "edge": key("us-east-1"), "recovery": key("eu-west-1")}
BUCKET = {"name": "shop-uploads-2024", "key": key().replace("1a2b", "2b3c")}
SETTINGS: dict[str, Any] = {
    "existing.buckets": {"uploads": BUCKET},
    "existing.certificates": CERTIFICATES,
    "existing.keys": KEYS,
    "recovery_region": "eu-west-1",
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS)


@functools.cache
def plan(*, existing: bool = True) -> document.Document:
    of = example.platform(SETTINGS if existing else {"recovery_region": "eu-west-1"})
    return document_of(lambda: cloud.build(of), stack=example.STACK)


@functools.cache
def resources() -> Resources:
    return Resources(plan())


def refused(settings: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigError) as found:
        example.platform(settings)
    return [str(problem) for problem in found.value.problems]


def test_listeners_and_the_edge_have_the_certificates_that_the_settings_name(graph: Graph) -> None:
    listener = graph.one("aws:lb/listener:Listener", "gateway")
    assert listener.inputs["certificateArn"] == CERTIFICATES["load_balancer"]
    viewer = graph.one("aws:cloudfront/distribution:Distribution").inputs["viewerCertificate"]
    assert viewer["acmCertificateArn"] == CERTIFICATES["edge"]


def test_no_certificate_is_made_nor_its_record(graph: Graph) -> None:
    assert not [each for each in graph.registrations if each.type.startswith("aws:acm/")]
    assert not [each for each in graph.registrations if each.name == "certificate-validation"]


def test_what_is_stored_has_the_keys_that_the_settings_name(graph: Graph) -> None:
    assert not [each for each in graph.registrations if each.type.startswith("aws:kms/")]
    assert graph.one("aws:rds/instance:Instance", "database").inputs["kmsKeyId"] == KEYS["data"]
    used = {
        value
        for each in graph.registrations
        for name, value in each.inputs.items()
        if "kms" in name.lower() and isinstance(value, str) and value.startswith("arn:")
    }
    assert used == set(KEYS.values())


def test_programs_get_the_bucket_and_the_rights_that_they_ask_for(graph: Graph) -> None:
    made = [each for each in graph.registrations if each.type.startswith("aws:s3/")]
    assert not [each for each in made if each.name.startswith("uploads")]
    (task,) = [each for each in graph.all(TASK) if each.name == "shop"]
    (container, *_) = [
        each for each in json.loads(task.inputs["containerDefinitions"]) if each["name"] == "shop"
    ]
    variables = {each["name"]: each["value"] for each in container["environment"]}
    assert BUCKET["name"] in variables.values()
    arn = f"arn:aws:s3:::{BUCKET['name']}"
    read, write = (
        graph.policy(graph.one("aws:iam/rolePolicy:RolePolicy", f"uploads-{verb}--shop"))
        for verb in ("read", "write")
    )
    listed, got, by_key = read["Statement"]
    assert (listed["Action"], listed["Resource"]) == (["s3:ListBucket"], [arn])
    assert (got["Action"], got["Resource"]) == (["s3:GetObject"], [f"{arn}/*"])
    assert (by_key["Action"], by_key["Resource"]) == (["kms:Decrypt"], [BUCKET["key"]])
    stored, by_key = write["Statement"]
    assert "s3:PutObject" in stored["Action"]
    assert stored["Resource"] == [f"{arn}/*"]
    assert by_key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]


def test_a_bucket_without_a_key_asks_for_no_right_at_one() -> None:
    graph = example.build({"existing.buckets": {"uploads": {"name": BUCKET["name"]}}})
    policy = graph.policy(graph.one("aws:iam/rolePolicy:RolePolicy", "uploads-read--shop"))
    assert [each["Action"] for each in policy["Statement"]] == [["s3:ListBucket"], ["s3:GetObject"]]


def test_backups_and_drawings_know_whose_bucket_it_is() -> None:
    (store,) = [
        each
        for each in stores(example.platform(SETTINGS), resources())
        if each.name == "bucket uploads"
    ]
    assert store.kept == "shop-uploads-2024 is of another owner, who keeps its backups"
    assert (store.holds_data, store.misses) == (False, [])
    (node,) = [each for each in whole(resources()).nodes if each.id == "bucket-uploads"]
    assert "shop-uploads-2024, which exists" in node.facts


def test_rights_name_the_lines_of_the_workload() -> None:
    (grant,) = [
        each
        for each in grants(resources())
        if each.is_of_role
        and "s3:GetObject" in each.statement.actions.patterns
        and each.source.name == "uploads-read--shop"
    ]
    assert grant.statement.resources.patterns == ("${s3.Bucket uploads.arn}/*",)


def test_the_policy_that_a_key_must_have_is_that_of_one_of_ours() -> None:
    own = Resources(plan(existing=False))
    made = {each.name: each.document() for each in own.of("kms.Key")}
    things = {each.id: each.policy for each in wanted(example.platform(SETTINGS), resources())}
    assert {name: things[arn] for name, arn in NAMES.items()} == made
    assert {each["Sid"] for each in made["key"]["Statement"]} >= {"ServiceLogs", "ServiceFargate"}


NAMES = dict(zip(("key", "key-edge", "key-recovery"), KEYS.values(), strict=True))


def test_rights_of_programs_name_the_key_as_a_part_of_the_plan() -> None:
    own, given = (
        {
            (str(grant.owner), action, resource)
            for grant in grants(Resources(plan(existing=existing)))
            for action in grant.statement.actions.patterns
            for resource in grant.statement.resources.patterns
            if grant.is_of_role and "kms" in action and not grant.source.name.startswith("uploads")
        }
        for existing in (False, True)
    )
    assert own == given


def test_their_end_is_watched(graph: Graph) -> None:
    alarms = [
        each.inputs["dimensions"]["CertificateArn"]
        for each in graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        if "certificate-expiry" in each.name
    ]
    assert sorted(alarms) == sorted(CERTIFICATES.values())


@pytest.mark.parametrize(
    ("settings", "key", "says"),
    [
        (
            {"existing.certificates": {**CERTIFICATES, "load_balancer": certificate("eu-west-1")}},
            "existing.certificates.load_balancer",
            "is in eu-west-1, and the load balancers are in eu-central-1; name one of that region",
        ),
        (
            {"existing.certificates": {**CERTIFICATES, "edge": certificate()}},
            "existing.certificates.edge",
            "is in eu-central-1, and CloudFront takes those in us-east-1; name one of that region",
        ),
        (
            {
                "existing.certificates": {
                    **CERTIFICATES,
                    "edge": certificate("us-east-1", "444455556666"),
                }
            },
            "existing.certificates.edge",
            f"is of the account 444455556666, and the environment's is {ACCOUNT}",
        ),
        (
            {"existing.certificates": {"load_balancer": certificate().replace("aws:", "aws-cn:")}},
            "existing.certificates.load_balancer",
            "is of the partition aws-cn, and the environment's is aws",
        ),
        (
            {"existing.certificates": {"load_balancer": certificate()}},
            "existing.certificates.edge",
            "must name the certificate in us-east-1 with which CloudFront answers",
        ),
        (
            {"existing.certificates": CERTIFICATES, "edge": None},
            "existing.certificates.edge",
            "is used by nothing: there is no edge; leave it out",
        ),
        (
            {"existing.keys": {"data": key("eu-west-1")}},
            "existing.keys.data",
            "is in eu-west-1, and what it encrypts is in eu-central-1; name one of that region",
        ),
        (
            {"existing.keys": {"data": key(account="444455556666")}},
            "existing.keys.data",
            f"is of the account 444455556666, and the environment's is {ACCOUNT}",
        ),
        (
            {"existing.keys": {"recovery": key("eu-west-1")}, "recovery_region": None},
            "existing.keys.recovery",
            "is used by nothing: there is no recovery_region; leave it out",
        ),
        (
            {"existing.keys": {"data": key().replace("key/", "alias/")}},
            "existing.keys.data",
            "must be the ARN of a key, not of an alias",
        ),
        (
            {"existing.certificates": {**CERTIFICATES, "private": certificate()}},
            "existing.certificates.private",
            "is used by nothing: there is no gateway.private; leave it out",
        ),
        (
            {"existing.certificates": CERTIFICATES, "gateway.private": INSIDE},
            "existing.certificates.private",
            "must name the certificate of private services, which gateway.private is for",
        ),
        (
            {
                "existing.certificates": {**CERTIFICATES, "private": certificate("us-east-1")},
                "gateway.private": INSIDE,
            },
            "existing.certificates.private",
            "is in us-east-1, and the load balancers are in eu-central-1; name one of that region",
        ),
        (
            {"existing.buckets": {"upload": BUCKET}},
            "existing.buckets.upload",
            "no bucket of the workload has this name; did you mean uploads?",
        ),
        (
            {"existing.buckets": {"uploads": {**BUCKET, "key": key("us-east-1")}}},
            "existing.buckets.uploads.key",
            "is in us-east-1, and its bucket is in eu-central-1; name one of that region",
        ),
        (
            {"existing.buckets": {"uploads": {"name": "Uploads"}}},
            "existing.buckets.uploads.name",
            "must be the name of a bucket",
        ),
        (
            {"existing.certificates": {**CERTIFICATES, "load_balancer": "cert-1"}},
            "existing.certificates.load_balancer",
            "must be the ARN of an ACM certificate",
        ),
        (
            {"existing.certificates": {**CERTIFICATES, "domains": {"germany": certificate()}}},
            "existing.certificates.domains.germany",
            "is of no domain under `domains`; there are: none",
        ),
        (
            {
                "domains": {"germany": {"name": "example.de"}},
                "existing.certificates": {
                    **CERTIFICATES,
                    "domains": {"germany": certificate("us-east-1")},
                },
            },
            "existing.certificates.domains.germany",
            "is in us-east-1, and the load balancers are in eu-central-1",
        ),
    ],
)
def test_what_aws_would_refuse_is_told_before(
    settings: dict[str, Any], key: str, says: str
) -> None:
    assert any(f": {key}: {says}" in each for each in refused(settings))


@pytest.mark.parametrize(
    ("buckets", "says"),
    [
        ({"uploads": {"purpose": "static", "path": "/up"}}, "is served by CloudFront"),
        (
            {"uploads": {"purpose": "uploads", "events": [{"on": "created", "queue": "mails"}]}},
            "has events in the workload, and a bucket's notifications are one document",
        ),
        (
            {"uploads": {"purpose": "uploads"}, "archive": {"purpose": "archives"}},
            "is also that of uploads; name another bucket",
        ),
    ],
)
def test_a_bucket_that_needs_what_only_its_owner_can_set_is_refused(
    buckets: dict[str, Any], says: str
) -> None:
    given = {name: {"name": BUCKET["name"]} for name in buckets}
    with pytest.raises(ConfigError) as found:
        example.platform({"existing.buckets": given}, {"buckets": buckets})
    assert any(says in str(problem) for problem in found.value.problems)


def test_readers_of_the_plan_say_what_they_cannot_know() -> None:
    found = resources().of("acm.Certificate")
    assert [each.inputs["arn"] for each in found] == [*CERTIFICATES.values()]
    assert not [each for each in resources().all if each.given]
    lines = reach_text.unknown(Ways(resources()))
    named = [line.partition(" ")[0] for line in lines]
    bucket = f"arn:aws:s3:::{BUCKET['name']}"
    assert sorted(named) == sorted([*CERTIFICATES.values(), *KEYS.values(), bucket])
    assert judge_document(plan()).violations == ()


def test_an_environment_that_stands_takes_them_in_place() -> None:
    of = example.platform({"existing.certificates": CERTIFICATES, "recovery_region": "eu-west-1"})
    given = document_of(lambda: cloud.build(of), stack=example.STACK)
    found = compare(plan(existing=False), given, before_file="before.json").changes
    kinds = {
        (each.type.rpartition(":")[2], each.kind)
        for each in found
        if each.type.startswith("aws:") and "alarm" not in each.name
    }
    assert kinds == {
        ("Certificate", "deleted"),
        ("CertificateValidation", "deleted"),
        ("Record", "deleted"),
        ("Listener", "updated"),
        ("Distribution", "updated"),
    }


def test_another_key_replaces_what_holds_data_and_protection_refuses_that() -> None:
    found = compare(plan(existing=False), plan(), before_file="before.json").changes
    replaced = {
        (each.type.rpartition(":")[2], each.protected)
        for each in found
        if each.kind == "replaced" and "kms" in "".join(each.replaced_by).lower()
    }
    # AWS itself keeps a vault that holds copies, so Pulumi does not protect that one.
    assert replaced >= {("Instance", True), ("ReplicationGroup", True), ("Vault", False)}
    deleted = [each for each in found if each.type.endswith(":Key") and each.kind == "deleted"]
    assert all(each.protected for each in deleted if each.type.startswith("aws:"))


class Aws:
    """One certificate and one key of an account."""

    def __init__(self, policy: Any = None, **given: Any) -> None:
        self._given, self._policy = given, policy

    def describe_certificate(self, **_: str) -> dict[str, Any]:
        return {"Certificate": self._given}

    def describe_certificate_authority(self, **_: str) -> dict[str, Any]:
        return {"CertificateAuthority": self._given}

    def list_tags(self, **_: str) -> dict[str, Any]:
        return {"Tags": self._policy or []}

    def describe_key(self, **_: str) -> dict[str, Any]:
        return {"KeyMetadata": self._given}

    def get_key_policy(self, **_: str) -> dict[str, Any]:
        return {"Policy": json.dumps(self._policy)}


def test_aws_is_asked_what_they_cover() -> None:
    things = list(wanted(example.platform(SETTINGS), resources()))
    assert [each.use for each in things[:3]] == [
        "certificate of the load balancers",
        "certificate of the edge",
        "key of the environment's data and logs",
    ]
    domain = example.platform().settings.domain

    def found(**given: Any) -> list[str]:
        return [said for _, said in problems(things[:1], lambda *_: Aws(**given))]

    whole = {"DomainName": domain, "SubjectAlternativeNames": [domain, f"*.{domain}"]}
    assert found(Status="ISSUED", **whole) == []
    assert found(Status="EXPIRED", **whole) == [
        "is EXPIRED, and a load balancer and CloudFront take one that is ISSUED"
    ]
    (missing,) = found(Status="ISSUED", DomainName=f"*.{domain}")
    assert missing == f"does not cover {domain}: it is for *.{domain}"


def test_aws_is_asked_if_an_authority_signs() -> None:
    arn = (
        f"arn:aws:acm-pca:eu-central-1:{ACCOUNT}:certificate-authority/"
        "1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
    )
    settings = {**SETTINGS, "encrypted_calls": {"authority": arn}}
    things = [e for e in wanted(example.platform(settings), resources()) if e.kind == "authority"]
    assert [each.id for each in things] == [arn]
    assert not any("AWS RAM" in each for each in things[0].needs)
    other = {**SETTINGS, "encrypted_calls": {"authority": arn.replace(ACCOUNT, "444455556666")}}
    (shared,) = (e for e in wanted(example.platform(other), resources()) if e.kind == "authority")
    assert f"its owner shares it with the account {ACCOUNT} by AWS RAM" in shared.needs[-1]
    tagged = [{"Key": "AmazonECSManaged", "Value": "true"}]

    def found(tags: Any = tagged, **given: Any) -> list[str]:
        return [said for _, said in problems(things, lambda *_: Aws(tags, **given))]

    later = datetime.now(tz=UTC) + timedelta(days=400)
    assert found(Status="ACTIVE", NotAfter=later) == []
    assert found(Status="DISABLED") == ["is DISABLED, and signs for nobody until it is ACTIVE"]
    (untagged,) = found([], Status="ACTIVE", NotAfter=later)
    assert "has no tag AmazonECSManaged" in untagged
    (ending,) = found(Status="ACTIVE", NotAfter=datetime.now(tz=UTC) + timedelta(days=3))
    assert "signs nothing that would outlive it" in ending


def test_aws_is_asked_whom_a_key_lets_in() -> None:
    [thing] = [
        each for each in wanted(example.platform(SETTINGS), resources()) if each.id == KEYS["data"]
    ]
    good = {
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT",
    }

    def found(policy: Any = thing.policy, **given: Any) -> list[str]:
        aws = Aws(policy, **{**good, **given})
        return [said for _, said in problems([thing], lambda *_: aws)]

    assert found() == []
    assert found(KeyState="PendingDeletion") == [
        "is PendingDeletion, and nothing is encrypted or read until it is Enabled"
    ]
    assert found(KeySpec="RSA_2048") == [
        "is a key of RSA_2048 for ENCRYPT_DECRYPT; AWS's services take symmetric ones"
    ]
    statements = [*thing.policy["Statement"]]
    logs = next(each for each in statements if each["Sid"] == "ServiceLogs")
    rest = [each for each in statements if each is not logs]
    assert [said.partition(" allows in")[0] for said in found({"Statement": rest})] == [
        "its policy has no statement that allows what ServiceLogs"
    ]
    wider = {**logs, "Action": "kms:*", "Resource": "*", "Sid": "Logs"}
    assert found({"Statement": [*rest, {**wider, "Condition": None}]}) == []
    narrower = {**wider, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    assert len(found({"Statement": [*rest, narrower]})) == 1
    account = next(each for each in statements if each["Sid"] == "AccountDecidesByIam")
    by_number = {**account, "Principal": {"AWS": ACCOUNT}}
    others = [each for each in statements if each is not account]
    assert found({"Statement": [*others, by_number]}) == []


def test_an_account_is_asked_for_all_of_it() -> None:
    things = list(wanted(example.platform(SETTINGS), resources()))
    domain = example.platform().settings.domain
    other = certificate().replace("0a1b", "1b2c")
    given = Given(
        # Two of one region are two certificates.
        certificates=dict.fromkeys([*CERTIFICATES.values(), other], domain),
        keys=[*KEYS.values()],
        buckets={BUCKET["name"]: "eu-central-1"},
    )
    with emulated(given=given) as account_of:
        account = account_of(ACCOUNT)

        def said() -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for thing, problem in problems(things, account.client):
                found.setdefault(thing.id, []).append(problem)
            return found

        first = said()
        acm = account.client("acm", "eu-central-1")
        listed = acm.list_certificates()["CertificateSummaryList"]
        s3 = account.client("s3", "eu-central-1")
        name = BUCKET["name"]
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        parts = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy")
        blocks = {**dict.fromkeys(parts, True), "RestrictPublicBuckets": True}
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocks)
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": BUCKET["key"]}
        s3.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": rule}]
            },
        )
        second = said()
    with emulated() as account_of:
        account = account_of(ACCOUNT)
        gone = said()
    assert {each["CertificateArn"] for each in listed} == {CERTIFICATES["load_balancer"], other}
    assert set(first) == {BUCKET["name"], KEYS["data"], KEYS["edge"]}
    assert first[BUCKET["name"]] == [
        "keeps no versions: what is overwritten or deleted is gone",
        "is not closed to the public: not all four of its public access blocks are on",
        f"encrypts by AWS's own keys, and the settings say {BUCKET['key']}",
    ]
    # A key by itself lets nobody in under a service's name.
    assert set(second) == {KEYS["data"], KEYS["edge"]}
    assert all("no statement that allows what Service" in each for each in second[KEYS["data"]])
    assert set(gone) == {each.id for each in things}


def test_objects_of_another_owner_are_not_restored_here() -> None:
    site: Any = SimpleNamespace(
        platform=example.platform(SETTINGS), client=lambda _service: object()
    )
    clock: Any = None
    restoration = Restoration(
        site=site, clock=clock, name="uploads", prefix="", at=None, from_recovery=False
    )
    with pytest.raises(OperationError, match="is shop-uploads-2024, a bucket of another owner"):
        _ = restoration.copier


def test_the_page_has_them_too_and_who_may_use_them() -> None:
    page = model(Source(document=plan(), said="the plan", folder=None))
    rows = {page["kinds"][row[1]]: row for row in page["resources"] if "#" in row[0]}
    assert {*rows} == {"acm.Certificate", "kms.Key", "s3.Bucket"}
    bucket = page["resources"].index(rows["s3.Bucket"])
    (thing,) = [each for each in page["rules"]["things"] if each["is"] == bucket]
    readers = next(each for each in thing["asked"] if each["verb"] == "read objects")
    assert {page["texts"][each["who"]] for each in readers["who"]} == {"shop: the program itself"}
