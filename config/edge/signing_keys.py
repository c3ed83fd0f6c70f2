"""The keys that sign URLs and cookies: their files, and who needs them.

CloudFront takes a public key or refuses it in the middle of an update. So what it asks of a key is
asked here first
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.edge.edge_settings import EdgeSettings
from config.values import Broken, KeyPath, closest
from config.workload import Program, Workload

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

SigningKeys = Mapping[str, Mapping[str, str]]
"""Public keys (PEM) by the name of the key and its generation."""

_RSA_BITS: Final = 2048
_CURVE: Final = "secp256r1"
_PRIVATE: Final = b"PRIVATE KEY-----"
_USERS: Final = (*("buckets.*.signed_with", "services.*.uses", "workers.*.uses", "jobs.*.uses"),)
"""Sections of the workload in which signing keys are named."""


def secret_name(key: str, generation: str) -> str:
    """Returns the name of the secret with the private half of a generation."""
    return f"{key}-{generation}"


def signing_secrets(edge: EdgeSettings | None) -> list[str]:
    """Returns the names of the secrets with private keys, of all generations."""
    return [
        secret_name(name, generation)
        for name, key in (edge.signing_keys if edge else {}).items()
        for generation in key.public_keys
    ]


def signing_keys_of(edge: EdgeSettings | None, folder: Path) -> SigningKeys:
    """Returns the public keys in the one form that AWS keeps: it gives back each with a line break
    at its end, and the provider would replace a key for a missing one."""
    return {
        name: {
            generation: _written(_read((folder / file).read_bytes()))
            for generation, file in key.public_keys.items()
        }
        for name, key in (edge.signing_keys if edge else {}).items()
    }


def signing_key_problems(edge: EdgeSettings | None, folder: Path) -> Iterator[Broken]:
    """Yields what CloudFront would refuse in the files, with paths of the stack file."""
    seen: dict[str, str] = {}
    for name, key in (edge.signing_keys if edge else {}).items():
        for generation, file in key.public_keys.items():
            place: KeyPath = ("edge", "signing_keys", name, "public_keys", generation)
            wrong, written = _checked(folder / file, secret_name(name, generation))
            if wrong:
                yield Broken(place, file, wrong)
            elif written in seen:
                remedy = f"holds the same key as {seen[written]}; make a key pair for each"
                yield Broken(place, file, remedy)
            elif written:
                seen[written] = file


def signing_problems(workload: Workload, edge: EdgeSettings) -> Iterator[Broken]:
    """Yields keys that a bucket and a program ask for and nobody has, or that nobody asks for, with
    paths of the stack file. Where the two do not agree, the workload's own problem says enough."""
    asked, signers = _asked(workload), _signers(workload)
    for name in sorted((asked & signers) - {*edge.signing_keys}):
        hint = closest(name, edge.signing_keys)
        yield Broken(
            "edge.signing_keys",
            None if not edge.signing_keys else list(edge.signing_keys),
            f"bucket {_signed(workload, name)} is signed with {name}; add {name}, with the file of "
            f"its public key{hint}",
        )
    for name in edge.signing_keys:
        if name not in asked | signers:
            yield Broken(
                ("edge", "signing_keys", name),
                name,
                f"signs for no bucket; write signed_with: {name} on one, or leave it out",
                reads=_USERS,
            )
    entered = {
        secret
        for each in workload.programs()
        for secret in (*each.program.uses.secrets, *_beside(each.program))
    }
    for secret in signing_secrets(edge):
        if secret in entered:
            yield Broken(
                "edge.signing_keys",
                secret,
                "is the name of a secret that a program uses already (uses.secrets); call the "
                "generation otherwise",
            )


def signer_problems(workload: Workload) -> Iterator[Broken]:
    """Yields buckets whose files nobody could open, and keys with which there is nothing to sign,
    with paths of the workload."""
    asked, signers = _asked(workload), _signers(workload)
    meant: set[str] = set()
    for name, bucket in workload.buckets.items():
        key = bucket.signed_with
        if key and key not in signers:
            # A name that is typed wrongly on one side is one mistake.
            alike = sorted(each for each in signers - asked if closest(key, [each]))
            meant.update(alike)
            remedy = (
                f"; programs sign with {', '.join(alike)}: write the same name in both"
                if alike
                else f"; write uses.signing_keys: [{key}] where the service lets people in"
            )
            yield Broken(
                ("buckets", name, "signed_with"),
                key,
                f"no program signs with it, so nobody could open a file{remedy}",
                reads=_USERS,
            )
    for each in workload.programs():
        for at, name in enumerate(each.program.uses.signing_keys):
            if name not in asked | meant:
                hint = closest(name, asked) or f"; write signed_with: {name} on a static bucket"
                yield Broken(
                    (*each.path, "uses", "signing_keys", at),
                    name,
                    f"is asked by no bucket{hint}",
                    reads=_USERS,
                )


def _asked(workload: Workload) -> set[str]:
    return {each.signed_with for each in workload.buckets.values() if each.signed_with}


def _signers(workload: Workload) -> set[str]:
    return {name for each in workload.programs() for name in each.program.uses.signing_keys}


def _signed(workload: Workload, key: str) -> str:
    return next(name for name, each in workload.buckets.items() if each.signed_with == key)


def _beside(program: Program) -> Iterator[str]:
    for sidecar in program.sidecars.values():
        yield from sidecar.secrets


def _checked(path: Path, secret: str) -> tuple[str, str]:
    """Returns what is wrong with a file, and the key in it."""
    try:
        content = path.read_bytes()
    except OSError:
        return "is no file of the project that can be read; write the public key there", ""
    if _PRIVATE in content:
        return (
            f"holds a private key, which belongs into the secret {secret} alone; take it out of "
            "the file and of the history of the repository, and make another key pair",
            "",
        )
    try:
        key = _read(content)
    except ValueError:
        return (
            "holds no public key in PEM form (-----BEGIN PUBLIC KEY-----); `openssl pkey -in "
            "key.pem -pubout` writes that of a private key",
            "",
        )
    return _fault(key), _written(key)


def _read(content: bytes) -> PublicKeyTypes:
    # It takes long to import, and few environments have such keys.
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return load_pem_public_key(content)


def _written(key: PublicKeyTypes) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _fault(key: PublicKeyTypes) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPublicKey) and key.key_size == _RSA_BITS:
        return ""
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == _CURVE:
        return ""
    return "holds a key that CloudFront does not take; make RSA of 2048 bits, or ECDSA P-256"
