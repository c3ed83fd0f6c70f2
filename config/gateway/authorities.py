"""The file with the authorities whose client certificates are taken: its reading and its checks.

AWS takes the file as a whole or not at all, in the middle of an update. So what it asks of each
certificate is asked here first
(docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.gateway.gateway_settings import GatewaySettings
from config.values import Broken

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MOST_AUTHORITIES: Final = 25
"""Certificates in a trust store
(docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html)."""
_MOST_BYTES: Final = 16 * 1024
"""Bytes of one certificate, by the same page."""
_RSA: Final = range(2048, 8193)
_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
HASHES: Final = ("sha256", "sha384", "sha512")
"""Digests that AWS takes in signatures, by the page on mutual authentication."""
ENDS_SOON_DAYS: Final = 60
"""Days before an authority's end at which previews tell of it: its clients need new certificates
from another one until then."""

_PLACE: Final = "gateway.mtls.authorities"


def authorities_of(gateway: GatewaySettings, folder: Path) -> str:
    """Returns the certificates of the file, one after the other and without what stands between
    them, which AWS refuses. Empty without authorities."""
    if gateway.mtls is None:
        return ""
    from cryptography.hazmat.primitives.serialization import Encoding

    found = read(folder / gateway.mtls.authorities)
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in found)


def authority_problems(
    gateway: GatewaySettings, folder: Path, today: date | None
) -> Iterator[Broken]:
    """Yields what AWS, or the first client, would refuse in the file, with paths of the stack file.
    Without a date nothing has run out."""
    if gateway.mtls is None:
        return
    name = gateway.mtls.authorities
    try:
        if b"PRIVATE KEY-----" in (folder / name).read_bytes():
            yield Broken(
                _PLACE,
                name,
                "holds a private key, which belongs to the authority alone; take it out of the "
                "file and of the history of the repository, and replace the authority",
            )
            return
        certificates = read(folder / name)
    except OSError:
        yield Broken(_PLACE, name, "is no file of the project that can be read; write it there")
        return
    except ValueError:
        yield Broken(
            _PLACE,
            name,
            "holds no certificates in PEM form (-----BEGIN CERTIFICATE-----), or something else "
            "beside them; `openssl x509 -inform der -in ca.crt` prints one so",
        )
        return
    if len(certificates) > MOST_AUTHORITIES:
        yield Broken(
            _PLACE, name, f"has {len(certificates)} certificates; AWS takes {MOST_AUTHORITIES}"
        )
    for certificate in certificates:
        for wrong in _faults(certificate, today):
            yield Broken(_PLACE, name, f"has {subject_of(certificate)}, which {wrong}")


def authority_notices(
    gateway: GatewaySettings, folder: Path, today: date | None
) -> Iterator[Broken]:
    """Yields authorities that run out soon, with paths of the stack file."""
    if gateway.mtls is None or today is None:
        return
    for certificate in read(folder / gateway.mtls.authorities):
        ends = certificate.not_valid_after_utc.date()
        if 0 <= (ends - today).days <= ENDS_SOON_DAYS:
            yield Broken(
                _PLACE,
                gateway.mtls.authorities,
                f"has {subject_of(certificate)}, which runs out on {ends}, and all its clients "
                "with it; add the next one beside it, and give the clients new certificates",
            )


def read(path: Path) -> list[Certificate]:
    """Returns the certificates of a file. Raises OSError and ValueError."""
    # It takes long to import, and few environments have authorities.
    from cryptography import x509

    return x509.load_pem_x509_certificates(path.read_bytes())


def subject_of(certificate: Certificate) -> str:
    """Returns the name of an authority as people write it."""
    return certificate.subject.rfc4514_string() or f"number {certificate.serial_number:X}"


def _faults(certificate: Certificate, today: date | None) -> Iterator[str]:
    """Yields why AWS or a client would refuse an authority."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import Version

    if certificate.version is not Version.v3:
        yield "is no certificate of version 3; AWS takes no other"
        return
    if not _is_authority(certificate):
        yield (
            "is no authority (CA:TRUE in its basic constraints); put the certificate that issues "
            "those of the clients there, not a client's own"
        )
    if not _has_known_key(certificate):
        yield "has a key that AWS does not take; use RSA of 2048 to 8192 bits, or P-256 to P-521"
    signed = certificate.signature_hash_algorithm
    if signed is None or signed.name not in HASHES:
        yield "is not signed with SHA-256, SHA-384 or SHA-512, and AWS takes no other"
    if len(certificate.public_bytes(Encoding.PEM)) > _MOST_BYTES:
        yield "is larger than the 16 KB that AWS takes"
    if today is None:
        return
    ends, starts = certificate.not_valid_after_utc.date(), certificate.not_valid_before_utc.date()
    if ends < today:
        yield f"ran out on {ends}; take it out, and put its successor there"
    elif starts > today:
        yield f"is valid from {starts} on; add it then"


def _is_authority(certificate: Certificate) -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound, KeyUsage

    try:
        if not certificate.extensions.get_extension_for_class(BasicConstraints).value.ca:
            return False
        return certificate.extensions.get_extension_for_class(KeyUsage).value.key_cert_sign
    except ExtensionNotFound as missing:
        return missing.oid == KeyUsage.oid


def _has_known_key(certificate: Certificate) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size in _RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES
