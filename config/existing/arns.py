"""ARNs of what exists: their form, and whether they are of the environment's account and region."""

from typing import Annotated

from pydantic import Field

from config.values import Matching, aws_facts

_PLACE = r"arn:[a-z-]+:{service}:[a-z0-9-]+:[0-9]{{12}}:"

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

CertificateArn = Annotated[
    str,
    Matching(
        rf"{_PLACE.format(service='acm')}certificate/{_UUID}",
        "the ARN of an ACM certificate: arn:aws:acm:REGION:ACCOUNT:certificate/ID",
    ),
    Field(
        examples=[
            "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
        ]
    ),
]
KeyArn = Annotated[
    str,
    Matching(
        rf"{_PLACE.format(service='kms')}key/({_UUID}|mrk-[0-9a-f]{{32}})",
        "the ARN of a key, not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID",
    ),
    Field(
        examples=["arn:aws:kms:eu-central-1:111122223333:key/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"]
    ),
]
AuthorityArn = Annotated[
    str,
    Matching(
        rf"{_PLACE.format(service='acm-pca')}certificate-authority/{_UUID}",
        "the ARN of a private certificate authority: "
        "arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID",
    ),
    Field(
        examples=[
            "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"
            "1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
        ]
    ),
]
SecretArn = Annotated[
    str,
    Matching(
        rf"{_PLACE.format(service='secretsmanager')}secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{{6}}",
        "the whole ARN of a secret, with the six characters at its end: "
        "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-a1B2c3",
    ),
    Field(
        examples=[
            "arn:aws:secretsmanager:eu-central-1:111122223333:secret:"
            "rds!db-1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809-a1B2c3"
        ]
    ),
]


def place_problem(arn: str, *, account: str, region: str, because: str) -> str:
    """Returns the reason for which an ARN cannot be used in an account and a region. Empty if it
    can. `because` says who wants it there."""
    _, partition, _, its_region, its_account, _ = arn.split(":", 5)
    if partition != "aws":
        return f"is of the partition {partition}, and the environment's is aws; name one of that"
    if its_account != account:
        return (
            f"is of the account {its_account}, and the environment's is {account}; name one of "
            "that account"
        )
    # An environment's region that AWS does not have is told itself.
    if its_region != region and region in aws_facts.REGION_ZONES:
        return f"is in {its_region}, and {because} in {region}; name one of that region"
    return ""
