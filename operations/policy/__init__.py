"""Policies: the rules of `policies/` over previews and states, as a command and as a page."""

from operations.policy import policy_check, policy_page
from operations.policy.policy_check import read_waivers

__all__ = ["policy_check", "policy_page", "read_waivers"]
