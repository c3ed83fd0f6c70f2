"""`local token`: a token that the gateway on Docker accepts, signed by the stack's own key."""

import base64
import json
import time
from collections.abc import Sequence
from typing import Any

from operations.errors import OperationError


def claims_of(outputs: dict[str, Any], issuer: str | None) -> dict[str, Any]:
    """Returns the claims that every token of an issuer has. Raises OperationError for an issuer
    that the stack does not have."""
    named = outputs.get("token_issuers") or {}
    if issuer is None:
        found = outputs.get("token_claims")
        if found is None:
            remedy = f"; name one of {', '.join(named)} by --issuer" if named else ""
            raise OperationError(f"gateway.jwt is null, so the gateway asks for no token{remedy}")
    elif issuer not in named:
        known = f"there are {', '.join(named)}" if named else "gateway.issuers is empty"
        raise OperationError(f"{issuer!r} is no issuer of this stack; {known}")
    else:
        found = named[issuer]
    return {key: value for key, value in found.items() if value is not None}


def given_claims(words: Sequence[str]) -> dict[str, Any]:
    """Returns claims that were typed as `role=admin`, or as `groups=["admins"]` for a list. Raises
    OperationError for anything else."""
    claims: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise OperationError(f"{word!r} is no claim; write NAME=VALUE, such as role=admin")
        claims[name] = value
        if value.startswith("["):
            try:
                claims[name] = json.loads(value)
            except ValueError:
                raise OperationError(
                    f'{word!r} is no list in JSON; write it as {name}=["admins"]'
                ) from None
    return claims


def token(claims: dict[str, Any], subject: str, minutes: int, outputs: dict[str, Any]) -> str:
    """Returns a token with these claims that is valid from now on."""
    now = int(time.time())
    return signed({**claims, "sub": subject, "iat": now, "exp": now + 60 * minutes}, outputs)


def signed(claims: dict[str, Any], outputs: dict[str, Any]) -> str:
    """Returns a token with these claims, signed by ES256 with the stack's own key."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(outputs["token_key"].encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    parts = [{"alg": "ES256", "typ": "JWT", "kid": "local"}, claims]
    text = ".".join(_base64url(json.dumps(part).encode()) for part in parts)
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
