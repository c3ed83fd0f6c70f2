"""Spellings: the AWS name of a Pulumi property and the reverse, and the outputs of a resource."""

from aws_account.spelling import outputs, spelling
from aws_account.spelling.scalars import Mismatch, choices, scalar, text
from aws_account.spelling.spelling import singular

__all__ = [
    "Mismatch",
    "choices",
    "outputs",
    "scalar",
    "singular",
    "spelling",
    "text",
]
