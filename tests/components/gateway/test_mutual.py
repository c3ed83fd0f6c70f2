"""The load balancer that asks its clients for certificates, and the store that it asks."""

import pulumi
import pytest

from components.gateway.trust_store import TrustStore, TrustStoreArgs
from tests.components.gateway.made import INGRESS, LISTENER, RULE, gateway
from tests.factories import make_environment
from tests.graph import Graph, deploy

OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
STORE = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:truststore/partners/1"


def test_both_listeners_ask_each_client_for_a_valid_certificate() -> None:
    graph = gateway(internal=False, trust_store_arn=STORE)
    assert {
        each.inputs["port"]: each.inputs["mutualAuthentication"] for each in graph.all(LISTENER)
    } == {
        port: {
            "mode": "verify",
            "trustStoreArn": STORE,
            "ignoreClientCertificateExpiry": False,
            "advertiseTrustStoreCaNames": "on",
        }
        for port in (443, 8443)
    }


def test_it_has_no_port_for_people_who_type_its_address() -> None:
    graph = gateway(internal=False, trust_store_arn=STORE)
    assert {each.inputs["fromPort"] for each in graph.all(INGRESS)} == {443, 8443}


def test_it_names_no_origin_of_web_pages() -> None:
    graph = gateway(internal=False, trust_store_arn=STORE)
    listener = graph.one(LISTENER, "gateway").inputs
    assert not [key for key in listener if "AccessControl" in key]
    assert "gateway-refusal" in graph.names(RULE)


def test_other_load_balancers_ask_nobody() -> None:
    assert all("mutualAuthentication" not in each.inputs for each in gateway().all(LISTENER))


@pytest.fixture(scope="module")
def graph() -> Graph:
    def program() -> None:
        store = TrustStore(
            "trust",
            TrustStoreArgs(
                environment=make_environment(),
                authorities="-----BEGIN CERTIFICATE-----\n",
                revocation_lists={"partners": "-----BEGIN X509 CRL-----\n"},
                kms_key_arn="arn:aws:kms:eu-central-1:111122223333:key/1",
                log_bucket="logs",
            ),
        )
        pulumi.export("arn", store.arn)

    return deploy(program)


def test_the_store_follows_the_version_of_its_file(graph: Graph) -> None:
    file = graph.one(OBJECT, "trust")
    assert file.inputs["content"] == "-----BEGIN CERTIFICATE-----\n"
    assert file.inputs["serverSideEncryption"] == "aws:kms"
    store = graph.one("aws:lb/trustStore:TrustStore")
    assert store.inputs == {
        "name": store.inputs["name"],
        "caCertificatesBundleS3Bucket": file.inputs["bucket"],
        "caCertificatesBundleS3Key": "authorities.pem",
        "caCertificatesBundleS3ObjectVersion": file.outputs["versionId"],
    }
    assert len(store.inputs["name"]) <= 32


def test_a_list_of_revoked_certificates_follows_the_version_of_its_file(graph: Graph) -> None:
    file = graph.one(OBJECT, "trust-partners")
    assert file.inputs["content"] == "-----BEGIN X509 CRL-----\n"
    assert file.inputs["kmsKeyId"] == "arn:aws:kms:eu-central-1:111122223333:key/1"
    listed = graph.one("aws:lb/trustStoreRevocation:TrustStoreRevocation", "trust-partners")
    assert listed.inputs == {
        "trustStoreArn": graph.one("aws:lb/trustStore:TrustStore").outputs["arn"],
        "revocationsS3Bucket": file.inputs["bucket"],
        "revocationsS3Key": "revoked/partners.pem",
        "revocationsS3ObjectVersion": file.outputs["versionId"],
    }
