"""Encryption of the calls between services: its settings, and what they mean for the workload."""

from config.calls.call_checks import (
    CERTIFICATE_DAYS,
    authority_notice,
    authority_over,
    call_problems,
    called_services,
)
from config.calls.encrypted_calls import EncryptedCalls

__all__ = [
    "CERTIFICATE_DAYS",
    "EncryptedCalls",
    "authority_notice",
    "authority_over",
    "call_problems",
    "called_services",
]
