"""Things that stand in an account without a program that made them, such as a network or a
certificate."""

from typing import Any

from aws_account.moto import Account, Refused

_PARTS = {
    "rtb": ("DescribeRouteTables", "RouteTableIds"),
    "sg": ("DescribeSecurityGroups", "GroupIds"),
    "subnet": ("DescribeSubnets", "SubnetIds"),
    "vpc": ("DescribeVpcs", "VpcIds"),
}
"""Operations that tell whether a part of a network exists, by the beginning of its ID."""

_BY_ARN = {
    "acm": ("DescribeCertificate", "CertificateArn"),
    "acm-pca": ("DescribeCertificateAuthority", "CertificateAuthorityArn"),
    "kms": ("DescribeKey", "KeyId"),
    "secretsmanager": ("DescribeSecret", "SecretId"),
}
"""Operations that tell whether a thing exists, by the service in its ARN."""


def stands(account: Account, id_: str, region: str) -> bool:
    """Returns true if the account has what an ID or an ARN names."""
    if id_.startswith("arn:"):
        _, _, service, region, _ = id_.split(":", 4)
        operation, parameter = _BY_ARN.get(service, ("", ""))
        return bool(operation) and _answers(account, service, operation, {parameter: id_}, region)
    operation, parameter = _PARTS.get(id_.partition("-")[0], ("", ""))
    return bool(operation) and _answers(account, "ec2", operation, {parameter: [id_]}, region)


def _answers(
    account: Account, service: str, operation: str, parameters: dict[str, Any], region: str
) -> bool:
    try:
        return bool(account.send(service, operation, parameters, region=region))
    except Refused:
        return False
