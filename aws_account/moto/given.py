"""Things that an account has before a program runs, by the IDs and ARNs that settings name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from unittest import mock

from moto.acm.models import acm_backends
from moto.acmpca.models import acmpca_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

from aws_account.moto import given_databases, given_network
from aws_account.moto.given_databases import GivenDatabase
from aws_account.moto.given_network import GivenNetwork

_AUTHORITY = {
    "KeyAlgorithm": "EC_prime256v1",
    "SigningAlgorithm": "SHA256WITHECDSA",
    "Subject": {"CommonName": "An authority of another owner"},
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """Things of other owners in an account."""

    network: GivenNetwork | None = None
    certificates: Mapping[str, str] = field(default_factory=dict)
    """Domains of certificates, by their ARNs. Each covers the domain and every host directly below
    it, and is issued."""
    further_domains: Sequence[str] = ()
    """Domains that each of these certificates covers, too."""
    keys: Sequence[str] = ()
    """ARNs of keys, each with the policy that AWS gives by itself: the account may do all."""
    buckets: Mapping[str, str] = field(default_factory=dict)
    """Regions of buckets, by their names. Each is empty."""
    databases: Sequence[GivenDatabase] = ()
    authorities: Sequence[str] = ()
    """ARNs of private certificate authorities, each of which signs."""

    def plain(self) -> dict[str, Any]:
        """Returns this as JSON can hold it."""
        return asdict(self)


def of_plain(content: Mapping[str, Any]) -> Given:
    """Returns what `Given.plain` wrote."""
    network = content["network"]
    databases = [GivenDatabase(**each) for each in content["databases"]]
    network = GivenNetwork(**network) if network else None
    return Given(**{**content, "network": network, "databases": databases})


def make(given: Given, account: str) -> None:
    """Creates all of it in an account. moto draws IDs itself, so each one is put in its way."""
    if given.network:
        given_network.make(given.network, account)
    for arn, domain in given.certificates.items():
        backend = acm_backends[account][arn.split(":")[3]]
        with mock.patch("moto.acm.models.make_arn_for_certificate", return_value=arn):
            backend.request_certificate(
                domain_name=domain,
                idempotency_token=arn,
                subject_alt_names=[
                    name
                    for each in (domain, *given.further_domains)
                    for name in (each, f"*.{each}")
                ],
                tags=[],
            )
        backend.get_certificate(arn).status = "ISSUED"
    for arn in given.keys:
        id_ = arn.rpartition("/")[2]
        with mock.patch("moto.kms.models.generate_key_id", return_value=id_):
            kms_backends[account][arn.split(":")[3]].create_key(
                policy=None,
                key_usage="ENCRYPT_DECRYPT",
                key_spec="SYMMETRIC_DEFAULT",
                description="A key of another owner",
                tags=None,
            )
    for arn in given.authorities:
        authorities = acmpca_backends[account][arn.split(":")[3]]
        made = authorities.create_certificate_authority(
            certificate_authority_configuration=_AUTHORITY,
            revocation_configuration={},
            certificate_authority_type="SUBORDINATE",
            security_standard=None,
            tags=[],
        )
        authority = authorities.certificate_authorities.pop(made)
        authority.arn, authority.status = arn, "ACTIVE"
        authorities.certificate_authorities[arn] = authority
    for name, region in given.buckets.items():
        s3_backends[account]["aws"].create_bucket(name, region)
    for database in given.databases:
        given_databases.make(database, account)
