"""Decides which claims of a token a route asks for, beside those of every token; pure.

The load balancer on AWS and HAProxy on Docker render the same list, so both give the same answers.
"""

from dataclasses import dataclass
from typing import Literal

from config.gateway import JwtSettings
from planning.routing import RoutePlan

Form = Literal["text", "list", "words"]
"""The form of a claim. text: one text. list: a list of texts. words: one text with spaces between
its words, as most issuers write scopes."""


@dataclass(frozen=True)
class ClaimCheck:
    """One value that a claim must have: as the whole text, as one of the list, or as one word."""

    name: str
    form: Form
    value: str


def claim_checks(issuer: JwtSettings | None, plan: RoutePlan) -> list[ClaimCheck]:
    """Returns the checks of a route's scope and claims, in an order that the file does not change.
    Without an issuer it is a user pool, which writes scopes as the standard says."""
    scope_form: Form = "list" if issuer and issuer.scope_format == "list" else "words"
    name = issuer.scope_claim if issuer else "scope"
    scopes = [ClaimCheck(name, scope_form, scope) for scope in plan.scopes]
    return [*scopes, *(_claim(name, plan.claims[name]) for name in sorted(plan.claims))]


def _claim(name: str, value: str | list[str]) -> ClaimCheck:
    if isinstance(value, str):
        return ClaimCheck(name, "text", value)
    return ClaimCheck(name, "list", value[0])
