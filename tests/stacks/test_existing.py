"""What others made, named in the settings: it is used as it is given, nothing of it is made, and
those who read the plan say what they cannot know."""

import functools
from typing import Any

import pytest

from backends import SymbolicBackend
from config import ConfigError
from engine import run_function
from operations.existing.live import problems
from operations.existing.wanted import wanted
from operations.plan import Resources, compare, document
from operations.reach import Graph as Ways
from operations.reach import reach_text
from policies import judge_document
from stacks import cloud
from tests.graph import Graph
from tests.stacks import example

ACCOUNT = example.platform().settings.account_id


def certificate(region: str = "eu-central-1", account: str = ACCOUNT) -> str:
    return f"arn:aws:acm:{region}:{account}:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


CERTIFICATES = {"load_balancer": certificate(), "edge": certificate("us-east-1")}
SETTINGS: dict[str, Any] = {"existing.certificates": CERTIFICATES}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS)


@functools.cache
def plan(*, existing: bool = True) -> document.Document:
    of = example.platform(SETTINGS if existing else {})
    return document.build(
        run_function(lambda: cloud.build(of), SymbolicBackend(), stack=example.STACK)
    )


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
            {"existing.certificates": {**CERTIFICATES, "load_balancer": "cert-1"}},
            "existing.certificates.load_balancer",
            "must be the ARN of an ACM certificate",
        ),
    ],
)
def test_what_aws_would_refuse_is_told_before(
    settings: dict[str, Any], key: str, says: str
) -> None:
    assert any(f": {key}: {says}" in each for each in refused(settings))


def test_readers_of_the_plan_say_what_they_cannot_know() -> None:
    found = resources().of("acm.Certificate")
    assert [each.inputs["arn"] for each in found] == [*CERTIFICATES.values()]
    assert not [each for each in resources().all if each.given]
    lines = reach_text.unknown(Ways(resources()))
    assert [line.partition(" ")[0] for line in lines] == [*CERTIFICATES.values()]
    assert judge_document(plan()).violations == ()


def test_an_environment_that_stands_takes_them_in_place() -> None:
    found = compare(plan(existing=False), plan(), before_file="before.json").changes
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


class Acm:
    """The certificates of an account, by their ARNs."""

    def __init__(self, **given: Any) -> None:
        self._given = given

    def describe_certificate(self, **_: str) -> dict[str, Any]:
        return {"Certificate": self._given}


def test_aws_is_asked_what_they_cover() -> None:
    things = list(wanted(example.platform(SETTINGS)))
    assert [each.use for each in things] == [
        "certificate of the load balancers",
        "certificate of the edge",
    ]
    domain = example.platform().settings.domain

    def found(**given: Any) -> list[str]:
        return [said for _, said in problems(things[:1], lambda *_: Acm(**given))]

    whole = {"DomainName": domain, "SubjectAlternativeNames": [domain, f"*.{domain}"]}
    assert found(Status="ISSUED", **whole) == []
    assert found(Status="EXPIRED", **whole) == [
        "is EXPIRED, and a load balancer and CloudFront take one that is ISSUED"
    ]
    (missing,) = found(Status="ISSUED", DomainName=f"*.{domain}")
    assert missing == f"does not cover {domain}: it is for *.{domain}"
