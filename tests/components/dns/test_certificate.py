"""Certificates, and the one record that proves them all."""

import pulumi
import pytest
from pulumi_aws.acm.outputs import CertificateDomainValidationOption

from components.dns.certificate import Certificate, CertificateArgs, validation_of
from tests.factories import make_environment
from tests.graph import Graph, deploy

CERTIFICATE = "aws:acm/certificate:Certificate"
RECORD = "aws:route53/record:Record"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


def certificates(*regions: str, home: str = "eu-central-1") -> Graph:
    """A certificate at home, and asked for in further regions."""

    def program() -> None:
        certificate = Certificate(
            "certificate",
            CertificateArgs(environment=make_environment(region=home), zone_id="Z0123456"),
        )
        for region in regions:
            pulumi.export(region, certificate.arn_in(region))

    return deploy(program)


def test_a_certificate_covers_the_domain_and_the_hosts_below_it() -> None:
    certificate = certificates().one(CERTIFICATE, "certificate").inputs
    assert certificate["domainName"] == "shop.example.com"
    assert certificate["subjectAlternativeNames"] == ["*.shop.example.com"]
    assert certificate["validationMethod"] == "DNS"
    assert certificate["keyAlgorithm"] == "EC_prime256v1"


def test_a_certificate_is_in_the_transparency_logs() -> None:
    options = certificates().one(CERTIFICATE).inputs["options"]
    assert options["certificateTransparencyLoggingPreference"] == "ENABLED"


def test_the_record_is_the_one_that_acm_asks_for() -> None:
    graph = certificates()
    record = graph.one(RECORD, "certificate-validation").inputs
    (option,) = (
        option
        for option in graph.one(CERTIFICATE).outputs["domainValidationOptions"]
        if option["domainName"] == "shop.example.com"
    )
    assert record["zoneId"] == "Z0123456"
    assert record["name"] == option["resourceRecordName"]
    assert record["type"] == option["resourceRecordType"]
    assert record["records"] == [option["resourceRecordValue"]]


def test_the_arn_given_out_waits_for_the_validation() -> None:
    graph = certificates()
    validation = graph.one(VALIDATION, "certificate")
    certificate, record = graph.one(CERTIFICATE), graph.one(RECORD)
    assert validation.inputs["certificateArn"] == certificate.outputs["arn"]
    assert validation.inputs["validationRecordFqdns"] == [record.outputs["fqdn"]]
    component = graph.one("plinth:dns:Certificate")
    assert component.outputs == {"arn": validation.outputs["certificateArn"]}


def test_certificates_of_all_regions_share_one_record_which_overwrites_nothing() -> None:
    graph = certificates("us-east-1")
    assert {c.inputs["region"] for c in graph.all(CERTIFICATE)} == {"eu-central-1", "us-east-1"}
    record = graph.one(RECORD)
    assert not record.inputs.get("allowOverwrite")
    other = graph.one(VALIDATION, "certificate-us-east-1").inputs
    assert other["region"] == "us-east-1"
    assert other["validationRecordFqdns"] == [record.outputs["fqdn"]]
    certificate = graph.one(CERTIFICATE, "certificate-us-east-1")
    assert other["certificateArn"] == certificate.outputs["arn"]


def test_a_region_has_one_certificate_however_often_it_is_asked_for() -> None:
    assert len(certificates("us-east-1", "us-east-1").all(CERTIFICATE)) == 2
    assert len(certificates("us-east-1", home="us-east-1").all(CERTIFICATE)) == 1


def option(domain: str, name: str) -> CertificateDomainValidationOption:
    return CertificateDomainValidationOption(
        domain_name=domain,
        resource_record_name=name,
        resource_record_type="CNAME",
        resource_record_value=f"{name}.acm-validations.aws.",
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_the_validation_is_found_by_its_domain_in_any_order(reverse: bool) -> None:
    options = [option("*.example.com", "_wild"), option("example.com", "_plain")]
    found = validation_of("example.com", options[::-1] if reverse else options)
    assert found == {"name": "_plain", "type": "CNAME", "value": "_plain.acm-validations.aws."}


def test_a_domain_that_acm_does_not_list_is_an_error_that_says_so() -> None:
    with pytest.raises(pulumi.RunError, match=r"example\.com: ACM asks for no DNS record"):
        validation_of("example.com", [option("example.org", "_other")])
