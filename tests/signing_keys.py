"""Key pairs that sign for the edge, made by the tests that need them."""

from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa


def rsa_pair(bits: int = 2048) -> Any:
    """A key pair by RSA."""
    return rsa.generate_private_key(65537, bits)


def ec_pair(curve: ec.EllipticCurve | None = None) -> Any:
    """A key pair by ECDSA, P-256 unless a test names another curve."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def public(pair: Any) -> str:
    """The public half, as a file has it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    text: str = pair.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    return text


def private(pair: Any) -> str:
    """The private half, as a secret has it."""
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    text: str = pair.private_bytes(serialization.Encoding.PEM, form, none).decode()
    return text
