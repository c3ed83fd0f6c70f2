"""Checks of mistakes that AWS or its provider refuses although moto accepts them."""

from aws_account.checks import provider_checks
from aws_account.checks.checks import CHECKS
from aws_account.checks.references import References

__all__ = [
    "CHECKS",
    "References",
    "provider_checks",
]
