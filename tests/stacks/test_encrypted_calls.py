"""Calls between services that are encrypted: the authority, who may come in where, and in which
order services are deployed."""

import json
from typing import Any

import pytest

from tests.graph import Graph, waits_for
from tests.stacks import example
from tests.stacks.changes import changes

PCA = "aws:acmpca"
AUTHORITY = f"{PCA}/certificateAuthority:CertificateAuthority"
CERTIFICATE = f"{PCA}/certificate:Certificate"
INSTALLED = f"{PCA}/certificateAuthorityCertificate:CertificateAuthorityCertificate"
ECS_SERVICE = "aws:ecs/service:Service"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INVOCATION = "aws:lambda/invocation:Invocation"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ON = {"encrypted_calls": {"until": "2036-11-30"}, "services.deployment": "blue_green"}
RUNS = {
    # Each calls the other, and shop has routes and is tried before it gets traffic.
    "services.prices.uses.services": ["shop"],
    "services.shop.verification": {"command": ["shop", "verify"]},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(ON, RUNS)


def test_the_authority_is_a_root_of_short_lived_certificates(graph: Graph) -> None:
    authority = graph.one(AUTHORITY)
    assert authority.inputs == {
        "type": "ROOT",
        "usageMode": "SHORT_LIVED_CERTIFICATE",
        "certificateAuthorityConfiguration": {
            "keyAlgorithm": "EC_prime256v1",
            "signingAlgorithm": "SHA256WITHECDSA",
            "subject": {"commonName": "example-example-call-authority"},
        },
        "permanentDeletionTimeInDays": 30,
        "tags": {"AmazonECSManaged": "true"},
    }
    assert graph.one(CERTIFICATE).inputs == {
        "certificateAuthorityArn": authority.outputs["arn"],
        "certificateSigningRequest": authority.outputs["certificateSigningRequest"],
        "signingAlgorithm": "SHA256WITHECDSA",
        "templateArn": "arn:aws:acm-pca:::template/RootCACertificate/V1",
        "validity": {"type": "END_DATE", "value": "2036-11-30T23:59:59Z"},
    }
    assert graph.one(INSTALLED).inputs == {
        "certificateAuthorityArn": authority.outputs["arn"],
        "certificate": graph.one(CERTIFICATE).outputs["certificate"],
    }


def endpoint(graph: Graph, name: str) -> Any:
    [found] = graph.one(ECS_SERVICE, name).inputs["serviceConnectConfiguration"]["services"]
    return found


@pytest.mark.parametrize("name", ["prices", "shop"])
def test_a_service_that_is_called_takes_tls_at_a_port_of_its_proxy(graph: Graph, name: str) -> None:
    found = endpoint(graph, name)
    assert found["ingressPortOverride"] == 10443
    assert found["tls"] == {
        "issuerCertAuthority": {"awsPcaAuthorityArn": graph.one(AUTHORITY).outputs["arn"]},
        "roleArn": graph.one("aws:iam/role:Role", "call-authority").outputs["arn"],
        "kmsKey": graph.one("aws:kms/key:Key", "key").outputs["arn"],
    }
    assert found["clientAlias"] == [
        {"dnsName": name, "port": {"prices": 8080, "shop": 3000}[name]}
    ], "programs call as before"


def test_a_service_that_nobody_calls_has_no_certificate() -> None:
    found = endpoint(example.build({"encrypted_calls": {"until": "2036-11-30"}}), "shop")
    assert not {"tls", "ingressPortOverride"} & found.keys()


def test_callers_reach_the_proxy_and_nothing_else(graph: Graph) -> None:
    rules = {each.name: each.inputs for each in graph.all(INGRESS)}
    assert {name for name in rules if name.startswith(("prices", "shop"))} == {
        "prices.calls-from-shop",
        "shop.calls-from-prices",
        # A verification asks the container.
        "shop-from-shop",
    }
    for name in ("prices.calls-from-shop", "shop.calls-from-prices"):
        assert (rules[name]["fromPort"], rules[name]["toPort"]) == (10443, 10443)
    assert rules["shop-from-shop"]["fromPort"] == 3000


def test_the_load_balancer_asks_the_container_as_before(graph: Graph) -> None:
    plain = example.build({**ON, "encrypted_calls": None}, RUNS)
    for type_ in ("aws:lb/targetGroup:TargetGroup", "aws:lb/listenerRule:ListenerRule"):
        assert {each.name: each.inputs for each in graph.all(type_)} == {
            each.name: each.inputs for each in plain.all(type_)
        }
    rules = {each.name: each.inputs for each in graph.all(INGRESS)}
    assert rules["gateway-to-shop"]["fromPort"] == 3000


def test_ecs_gets_certificates_of_services_and_of_this_authority_only(graph: Graph) -> None:
    statements = graph.policy(graph.one(POLICY, "call-authority"))["Statement"]
    rights = {action: each for each in statements for action in each["Action"]}
    issue = rights["acm-pca:IssueCertificate"]
    assert issue["Resource"] == [graph.one(AUTHORITY).outputs["arn"]]
    assert issue["Condition"] == {
        "StringEquals": {
            "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1"
        }
    }
    create = rights["secretsmanager:CreateSecret"]
    assert create["Resource"] == [
        "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecs-sc!*"
    ]
    assert create["Condition"]["ArnLike"] == {
        "aws:RequestTag/AmazonECSCreated": (
            "arn:aws:ecs:eu-central-1:111122223333:service/example-example/*"
        )
    }
    assert all("*" not in each["Action"] for each in statements)


def test_a_service_starts_when_the_authority_can_sign(graph: Graph) -> None:
    for name in ("prices", "shop"):
        waited = waits_for(graph, graph.one(ECS_SERVICE, name))
        assert graph.one(INSTALLED).urn in waited
        assert graph.one(POLICY, "call-authority").urn in waited


def test_callers_are_deployed_with_the_services_that_they_call(graph: Graph) -> None:
    definition = graph.one("aws:ecs/taskDefinition:TaskDefinition", "shop").inputs
    [container] = json.loads(definition["containerDefinitions"])
    assert container["dockerLabels"] == {"encrypted-calls": "prices at 10443"}
    event = json.loads(graph.one(INVOCATION, "late-calls-prices").inputs["input"])
    assert event["encrypted"] == {"shop": 10443}


def test_a_failed_renewal_pages(graph: Graph) -> None:
    rule = graph.one("aws:cloudwatch/eventRule:EventRule", "events-call-certificates")
    assert json.loads(rule.inputs["eventPattern"])["detail"] == {
        "eventName": ["RotationFailed"],
        "additionalEventData": {
            "SecretId": [
                {"prefix": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecs-sc!"}
            ]
        },
    }
    target = graph.one("aws:cloudwatch/eventTarget:EventTarget", "events-call-certificates")
    assert (
        target.inputs["arn"] == graph.one("aws:sns/topic:Topic", "people-critical").outputs["arn"]
    )


OWN = (
    "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"
    "1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
)
EXISTS = {"encrypted_calls": {"authority": OWN}}


def test_an_authority_that_exists_takes_the_place_of_plinths() -> None:
    graph = example.build(EXISTS)
    assert not [each.type for each in graph.registrations if each.type.startswith(PCA)]
    assert endpoint(graph, "prices")["tls"]["issuerCertAuthority"] == {"awsPcaAuthorityArn": OWN}
    policy = json.loads(graph.one(POLICY, "call-authority").inputs["policy"])
    asked = {
        action: each["Resource"]
        for each in policy["Statement"]
        for action in each["Action"]
        if action.startswith("acm-pca:")
    }
    assert len(asked) == 4
    assert all(resources in (OWN, [OWN]) for resources in asked.values())


def test_another_authority_deploys_the_callers_too() -> None:
    """A caller knows the authority of the day on which it was deployed."""
    before, after = (
        example.build({"encrypted_calls": {"until": "2036-11-30"}}),
        example.build(EXISTS),
    )
    lines = changes(before, after)
    label = "± ecs.TaskDefinition shop containerDefinitions.dockerLabels"
    assert any(line.startswith(label) for line in lines)
    assert "~ ecs.Service prices serviceConnectConfiguration.services" in lines
    assert {line for line in lines if "acmpca" in line} == {
        f"- acmpca.{kind} call-authority"
        for kind in ("Certificate", "CertificateAuthority", "CertificateAuthorityCertificate")
    }
    assert any(line.startswith("~ iam.RolePolicy call-authority policy") for line in lines)
