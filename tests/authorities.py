"""Authorities of client certificates, made by the tests that need them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)


class Authority:
    """An authority with a key of its own; an argument makes it a faulty one."""

    def __init__(
        self,
        name: str,
        *,
        is_authority: bool = True,
        signs: bool = True,
        key: Any = None,
        until: datetime = UNTIL,
        starts: datetime = FROM,
        hashed: Any = None,
        revokes: bool = True,
    ) -> None:
        self.name = _name(name)
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.pem = _pem(
            _certificate(self.name, self.name, self.key.public_key(), starts, until)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(_usage(signs, revokes), critical=True)
            .sign(self.key, hashed or hashes.SHA256())
        )

    def revoked(
        self,
        *clients: Path,
        until: datetime = UNTIL,
        hashed: Any = None,
        signer: "Authority | None" = None,
        delta: bool = False,
    ) -> str:
        """A list (PEM) of clients whose certificates no longer count."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(FROM)
            .next_update(until)
        )
        if delta:
            made = made.add_extension(x509.DeltaCRLIndicator(1), critical=True)
        for path in clients:
            number = x509.load_pem_x509_certificate(path.read_bytes()).serial_number
            entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(FROM)
            made = made.add_revoked_certificate(entry.build())
        found = made.sign((signer or self).key, hashed or hashes.SHA256())
        return found.public_bytes(serialization.Encoding.PEM).decode()

    def client(self, name: str, folder: Path) -> Path:
        """A file with the certificate and the key of a client."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_name(name), self.name, key.public_key(), FROM, UNTIL)
        path = folder / f"{name}-{self.key.public_key().public_numbers().x}.pem"
        own = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        path.write_text(_pem(made.sign(self.key, hashes.SHA256())) + own)
        return path


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Any, starts: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(until)
    )


def _usage(signs: bool, revokes: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=revokes,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
