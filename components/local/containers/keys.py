"""Derives every password and key of a stack on Docker from the stack's one secret; pure.

The same secret gives the same results, so a second `pulumi up` changes nothing. Whoever keeps that
one secret can go on reading the data in the volumes.
"""

import base64
import datetime
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256; private keys are 1 to this number minus one. Source: SEC 2, section 2.4.2."""
_EXPONENT = 65537
_SMALL_PRIMES = [n for n in range(2, 2000) if all(n % m for m in range(2, int(n**0.5) + 1))]
_VALID_FROM = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_VALID_UNTIL = datetime.datetime(2036, 1, 1, tzinfo=datetime.UTC)
"""Fixed dates, so that the certificate does not change from run to run."""


def password(secret: str, name: str) -> str:
    """Returns 128 bits as text that needs no quoting in a URL, in SQL or in a shell."""
    return _derived(secret, f"password {name}").hex()[:32]


def salt(secret: str, name: str) -> bytes:
    """Returns the four bytes of salt in RabbitMQ's password hashes."""
    return _derived(secret, f"salt {name}")[:4]


def signing_key(secret: str) -> str:
    """Returns the private key (PEM) that signs tokens for the gateway, by ES256."""
    return _private_pem(_key(secret, "tokens"))


def verifying_key(secret: str) -> str:
    """Returns the public part of that key (PEM), with which the gateway checks tokens."""
    return (
        _key(secret, "tokens")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def key_set(secret: str) -> str:
    """Returns the public part as a JSON Web Key Set, for services that check tokens themselves."""
    numbers = _key(secret, "tokens").public_key().public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    key = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "local"}
    return json.dumps({"keys": [{**key, "x": x, "y": y}]}, separators=(",", ":"))


def rsa_key(secret: str, name: str) -> str:
    """Returns a private RSA key of 2048 bits (PEM), for SDKs that sign with RSA alone."""
    p, q = _prime(secret, f"rsa {name} p"), _prime(secret, f"rsa {name} q")
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    private = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(_EXPONENT, p * q),
    )
    return _private_pem(private.private_key())


def certificate(secret: str, names: Iterable[str]) -> str:
    """Returns a self-signed certificate for these DNS names and 127.0.0.1, followed by its key
    (PEM)."""
    key = _key(secret, "certificate")
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plinth, this machine only")])
    entries: list[x509.GeneralName] = [x509.DNSName(name) for name in sorted(set(names))]
    entries.append(x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")))
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(_derived(secret, " ".join(sorted(names)))[:16], "big") >> 1)
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_UNTIL)
        .add_extension(x509.SubjectAlternativeName(entries), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return built.public_bytes(serialization.Encoding.PEM).decode() + _private_pem(key)


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def _key(secret: str, purpose: str) -> ec.EllipticCurvePrivateKey:
    wide = _derived(secret, f"key {purpose} 1") + _derived(secret, f"key {purpose} 2")
    # 512 bits make the remainder spread evenly over all keys.
    number = int.from_bytes(wide, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _prime(secret: str, purpose: str) -> int:
    """Returns a prime of 1024 bits, of which the first two are set, so that two make 2048."""
    wide = b"".join(_derived(secret, f"{purpose} {part}") for part in range(4))
    number = int.from_bytes(wide, "big") | (0b11 << 1022) | 1
    while number % _EXPONENT == 1 or not _is_prime(number):
        number += 2
    return number


def _is_prime(number: int) -> bool:
    """Returns true for a number that passes Miller and Rabin's test by the first primes. A number
    that nobody chose to deceive passes it by chance far more seldom than a computer errs."""
    if any(number % small == 0 for small in _SMALL_PRIMES):
        return False
    odd, halvings = number - 1, 0
    while odd % 2 == 0:
        odd, halvings = odd // 2, halvings + 1
    for base in _SMALL_PRIMES[:8]:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        if not any((power := power * power % number) == number - 1 for _ in range(halvings - 1)):
            return False
    return True


def _private_pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
