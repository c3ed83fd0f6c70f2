"""Keys, secrets, and the documents of IAM that say who may do what."""

from components.security import iam
from components.security.call_authority import CallAuthority, CallAuthorityArgs
from components.security.existing_key import ExistingKey, ExistingKeyArgs
from components.security.iam import (
    Grantee,
    Statement,
    allow,
    deny_plain_http,
    document,
    grant,
    grant_to,
)
from components.security.key import Key, KeyArgs
from components.security.key_use import key_use
from components.security.secret import Secret, SecretArgs

__all__ = [
    "CallAuthority",
    "CallAuthorityArgs",
    "ExistingKey",
    "ExistingKeyArgs",
    "Grantee",
    "Key",
    "KeyArgs",
    "Secret",
    "SecretArgs",
    "Statement",
    "allow",
    "deny_plain_http",
    "document",
    "grant",
    "grant_to",
    "iam",
    "key_use",
]
