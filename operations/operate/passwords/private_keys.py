"""Private keys that sign for the edge: the check that one fits its public half."""

from config import CloudPlatform
from config.edge import secret_name
from operations.errors import OperationError


def check(platform: CloudPlatform, name: str, value: str) -> None:
    """Raises OperationError for a value that is not the private half of the public key whose secret
    it is to be. Every file that it signed for would be refused."""
    for key, generations in platform.signing_keys.items():
        for generation, public_key in generations.items():
            if secret_name(key, generation) == name and _public(value) != public_key:
                raise OperationError(
                    f"{name}: is not the private key (PEM, without a password) to "
                    f"edge.signing_keys.{key}.public_keys.{generation}",
                    remedy="give the file from which that public key was made: "
                    f"`secret set {name} < key.pem`",
                )


def signed_by(platform: CloudPlatform, name: str) -> str:
    """Returns the signing key whose programs get a secret; empty for another secret, and for that
    of a generation that does not sign."""
    edge = platform.settings.edge
    keys = edge.signing_keys if edge else {}
    return next((key for key, each in keys.items() if secret_name(key, each.signs) == name), "")


def _public(value: str) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(value.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
