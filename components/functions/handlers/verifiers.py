"""The verifiers of passwords: what a server keeps of one, from which nobody learns it."""

import base64
import hashlib
import hmac
import secrets
import string

SCRAM_ITERATIONS = 4096
"""PostgreSQL's default, and what RDS Proxy asks of its clients."""
SHA2_ROUNDS = 5000
"""MySQL's default, which its verifiers write in thousands: 005."""
CRYPT = "./" + string.digits + string.ascii_uppercase + string.ascii_lowercase


def scram_verifier(password: str) -> str:
    """What a PostgreSQL server keeps of a password (RFC 5803); the password is not in it."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    parts = [base64.b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{parts[0]}${parts[1]}:{parts[2]}"


def sha2_verifier(password: str) -> str:
    """What a MySQL server keeps of a password for caching_sha2_password: SHA-256 crypt with a salt
    of 20 characters (akkadia.org/drepper/SHA-crypt.txt); the password is not in it."""
    salt = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(20))
    return f"$A${SHA2_ROUNDS // 1000:03}${salt}{sha256_crypt(password.encode(), salt.encode())}"


def sha256_crypt(word: bytes, salt: bytes) -> str:
    """The 43 characters of a SHA-256 crypt, without its salt."""

    def fit(block: bytes, size: int) -> bytes:
        return (block * (size // 32 + 1))[:size]

    size, sha = len(word), hashlib.sha256
    other = sha(word + salt + word).digest()
    bits = (other if size >> at & 1 else word for at in range(size.bit_length()))
    found = sha(word + salt + fit(other, size) + b"".join(bits)).digest()
    words = fit(sha(word * size).digest(), size)
    salts = fit(sha(salt * (16 + found[0])).digest(), len(salt))
    for turn in range(SHA2_ROUNDS):
        first, last = (words, found) if turn & 1 else (found, words)
        between = (salts if turn % 3 else b"") + (words if turn % 7 else b"")
        found = sha(first + between + last).digest()
    threes = [[(at * 21 + shift) % 30 for shift in (0, 10, 20)] for at in range(10)]
    texts = [_crypt_text([found[at] for at in three], 4) for three in threes]
    return "".join(texts) + _crypt_text([found[31], found[30]], 3)


def _crypt_text(numbers: list[int], length: int) -> str:
    value = int.from_bytes(bytes(numbers), "big")
    return "".join(CRYPT[value >> 6 * at & 63] for at in range(length))
