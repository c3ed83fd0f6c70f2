"""The account: what it makes of answers, and what must not reach it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws_account.drift.reading import found_value
from aws_account.mapping import TABLE
from aws_account.moto.account import Account, emulated
from tests.factories import ROOT

REGION = "eu-central-1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account that answers in pages of two."""
    names = ["a", "b", "c", "d", "e"]

    def send(_: str, __: str, params: Mapping[str, Any], *, region: str) -> dict[str, Any]:
        start = int(params.get("Marker", 0))
        page: dict[str, Any] = {"PolicyNames": names[start : start + 2], "IsTruncated": start < 4}
        return {**page, "Marker": str(start + 2)} if start < 4 else page

    found = Account("111122223333")
    monkeypatch.setattr(found, "send", send)
    return found


def test_what_comes_in_pages_is_read_to_the_end(account: Account) -> None:
    answer = account.send_all("iam", "ListRolePolicies", {"RoleName": "x"}, region=REGION)
    assert answer["PolicyNames"] == ["a", "b", "c", "d", "e"]


def test_who_asks_for_one_page_gets_one(account: Account) -> None:
    asked = {"RoleName": "x", "MaxItems": 2}
    answer = account.send_all("iam", "ListRolePolicies", asked, region=REGION)
    assert answer["PolicyNames"] == ["a", "b"]


def test_a_security_group_has_as_many_rules_as_aws_granted() -> None:
    with emulated() as account_of:
        ec2 = account_of("111122223333").client("ec2", REGION)
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        group = ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc)["GroupId"]
        for port in range(1, 71):
            allowed = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
            ranges = {"IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[allowed | ranges])
        (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert len(found["IpPermissions"]) == 70


def test_an_authority_that_somebody_disabled_still_tells_its_certificate() -> None:
    with emulated() as account_of:
        pca = account_of("111122223333").client("acm-pca", REGION)
        made = pca.create_certificate_authority(
            CertificateAuthorityType="ROOT",
            CertificateAuthorityConfiguration={
                "KeyAlgorithm": "EC_prime256v1",
                "SigningAlgorithm": "SHA256WITHECDSA",
                "Subject": {"CommonName": "calls"},
            },
        )
        arn = made["CertificateAuthorityArn"]
        with pytest.raises(ClientError, match="InvalidState"):
            pca.get_certificate_authority_certificate(CertificateAuthorityArn=arn)
        request = pca.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"]
        issued = pca.issue_certificate(
            CertificateAuthorityArn=arn,
            Csr=request.encode(),
            SigningAlgorithm="SHA256WITHECDSA",
            TemplateArn="arn:aws:acm-pca:::template/RootCACertificate/V1",
            Validity={"Value": 10, "Type": "YEARS"},
        )
        certificate = pca.get_certificate(
            CertificateAuthorityArn=arn, CertificateArn=issued["CertificateArn"]
        )["Certificate"]
        pca.import_certificate_authority_certificate(
            CertificateAuthorityArn=arn, Certificate=certificate.encode()
        )
        pca.update_certificate_authority(CertificateAuthorityArn=arn, Status="DISABLED")
        found = pca.get_certificate_authority_certificate(CertificateAuthorityArn=arn)
    assert found["Certificate"] == certificate


def test_an_empty_list_of_cloudfronts_is_empty() -> None:
    row = TABLE["aws:cloudfront/distribution:Distribution"]
    answer = {"CacheBehaviors": {"Quantity": 0}}
    assert found_value("orderedCacheBehaviors", [], answer, row) == []


def test_aws_settings_of_the_machine_do_not_reach_it() -> None:
    program = (
        "from aws_account import surroundings; surroundings.forget_aws()\n"
        "from aws_account.moto.account import Account, emulated\n"
        "with emulated() as account_of:\n"
        "    print(account_of('111122223333').client('sqs', 'eu-central-1').list_queues()"
        "['ResponseMetadata']['HTTPStatusCode'])"
    )
    wrong = {
        "AWS_PROFILE": "nobody",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_RETRY_MODE": "never",
    }
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **wrong},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == "200\n", ended.stderr
