"""The action of a listener rule by which the load balancer checks a token."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from config.gateway import GatewaySettings
from planning import Form, RoutePlan, claim_checks

_FORMATS: Mapping[Form, str] = {
    "text": "single-string",
    "list": "string-array",
    "words": "space-separated-values",
}


@dataclass(frozen=True)
class PoolTokens:
    """Tokens of a user pool, as the load balancer knows them."""

    issuer: pulumi.Output[str]
    client_ids: Mapping[str, pulumi.Output[str]]

    def check(self, plan: RoutePlan) -> "aws.lb.ListenerRuleActionJwtValidationArgsDict":
        """Returns what a route asks of a token. An access token of Cognito has no `aud`; the client
        that asked for it is its `client_id`."""
        claims = [
            _claim(each.name, _FORMATS[each.form], each.value) for each in claim_checks(None, plan)
        ]
        if plan.client is not None:
            claims.insert(0, _claim("client_id", "single-string", self.client_ids[plan.client]))
        return {
            "issuer": self.issuer,
            "jwks_endpoint": pulumi.Output.concat(self.issuer, "/.well-known/jwks.json"),
            "additional_claims": claims,
        }


def token_check(
    name: str,
    settings: GatewaySettings,
    plan: RoutePlan,
    pools: Mapping[str, PoolTokens] | None = None,
) -> list[aws.lb.ListenerRuleActionArgsDict]:
    """Returns the action of the load balancer `name`; an empty list for an open route.

    It checks the signature (RS256 only), `iss`, `exp`, and `nbf` and `iat` if the token has them,
    and then the claims that are listed here. It answers 401 itself, also to a token that lacks one
    of the claims
    (docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html).

    Each claim has one value, because AWS does not say whether a token needs all of several or one.
    """
    if plan.auth != "required":
        return []
    if pool := (pools or {}).get(plan.issuer or ""):
        return [{"type": "jwt-validation", "order": 1, "jwt_validation": pool.check(plan)}]
    issuer = settings.issuer(plan.issuer)
    if issuer is None:
        key = f"gateway.issuers.{plan.issuer}" if plan.issuer else "gateway.jwt"
        raise ValueError(f"{name}: route {plan.identity}: auth: required needs {key}, got none")
    check: aws.lb.ListenerRuleActionJwtValidationArgsDict = {
        "issuer": issuer.issuer,
        "jwks_endpoint": issuer.jwks_endpoint,
    }
    claims: list[aws.lb.ListenerRuleActionJwtValidationAdditionalClaimArgsDict] = []
    if issuer.audience is not None:
        # Most issuers write the audience so; a token whose `aud` is a list is refused.
        claims.append(_claim("aud", "single-string", issuer.audience))
    claims += [
        _claim(each.name, _FORMATS[each.form], each.value) for each in claim_checks(issuer, plan)
    ]
    if claims:
        check["additional_claims"] = claims
    return [{"type": "jwt-validation", "order": 1, "jwt_validation": check}]


def _claim(
    name: str, form: str, value: pulumi.Input[str]
) -> aws.lb.ListenerRuleActionJwtValidationAdditionalClaimArgsDict:
    return {"name": name, "format": form, "values": [value]}
