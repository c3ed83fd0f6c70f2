"""The web application firewall of an environment.

    WebAcl                        rate limits, then AWS's managed rule groups; all else passes
    IpSet                         networks that may call a route, by route and version of IP
    LogGroup                      requests that it blocked or counted
    LogResourcePolicy             lets WAF write there
    WebAclLoggingConfiguration    without the headers that hold tokens
    WebAclAssociation             with a load balancer (`associate`)

It stands before CloudFront (scope CLOUDFRONT, kept in us-east-1; the distribution names the ACL),
or before a load balancer that clients reach directly (REGIONAL).

Left out: captchas and account takeover prevention.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.edge.address_rules import AddressRulesArgs, address_rules
from components.edge.firewall_rules import (
    TOO_MANY_REQUESTS,
    RateLimit,
    Rule,
    route_limits,
    web_acl_rules,
)
from components.security import allow, document
from config.edge import WafSettings
from config.workload import Service, restrictions
from planning import Environment

TYPE = "plinth:edge:Firewall"

CLOUDFRONT_REGION = "us-east-1"

_LOG_PREFIX = "aws-waf-logs-"
"""The required beginning of a log group's name: WAF writes to no other."""
_REDACTED_HEADERS = ("authorization", "cookie")
_KEPT_ACTIONS = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT", "CAPTCHA", "CHALLENGE")


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """The inputs from which a firewall is built."""

    environment: Environment
    settings: WafSettings
    scope: Literal["CLOUDFRONT", "REGIONAL"]
    """The scope of the web ACL. Changing it replaces the web ACL."""
    rate_limit_per_address: int
    """Requests that one address may make in five minutes, to the whole environment."""
    services: Mapping[str, Service]
    """The services, whose routes may have limits of their own, and callers of their own."""
    static_prefixes: Sequence[str] = ()
    """Path prefixes that static buckets answer, for every caller."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the log: a key of `region`, whose policy lets CloudWatch Logs use
    it."""

    @property
    def region(self) -> str:
        """The region in which AWS keeps the web ACL and its log."""
        return CLOUDFRONT_REGION if self.scope == "CLOUDFRONT" else self.environment.region


class Firewall(pulumi.ComponentResource):
    """A web ACL. Rules change in place; a changed rate limit starts to count anew."""

    arn: pulumi.Output[str]
    metric_name: pulumi.Output[str]
    """The ACL's name in CloudWatch, the dimension WebACL. A rule's metric has the rule's name."""
    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        metric_name = f"{args.environment.stack}-{name}"
        web_acl = self._create_web_acl(metric_name)
        log_group = self._create_log_group()
        self._create_logging(web_acl, log_group, self._let_waf_write(log_group))
        self.arn = web_acl.arn
        self.metric_name = pulumi.Output.from_input(metric_name)
        self.log_group_name = log_group.name
        self.register_outputs(
            {
                "arn": self.arn,
                "metric_name": self.metric_name,
                "log_group_name": self.log_group_name,
            }
        )

    def associate(self, load_balancer_arn: pulumi.Input[str]) -> None:
        """Puts the firewall in front of a load balancer. Call it once; raises RunError unless the
        scope is REGIONAL."""
        if self._args.scope != "REGIONAL":
            raise pulumi.RunError(
                f"firewall {self._name}: scope: must be REGIONAL for a load balancer, got "
                f"{self._args.scope}"
            )
        aws.wafv2.WebAclAssociation(
            f"{self._name}-load-balancer",
            resource_arn=load_balancer_arn,
            web_acl_arn=self.arn,
            # A load balancer has one association, and deleting the old one would remove the new one
            # as well.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _create_web_acl(self, metric_name: str) -> aws.wafv2.WebAcl:
        environment = self._args.environment
        everyone = RateLimit(name="rate-limit", limit=self._args.rate_limit_per_address)
        domains = environment.domain, environment.further_domains
        limits = [everyone, *route_limits(self._args.services, *domains)]
        return aws.wafv2.WebAcl(
            self._name,
            region=self._args.region,
            scope=self._args.scope,
            description=f"{environment.project} {environment.stack}",
            default_action={"allow": {}},
            rules=web_acl_rules(self._args.settings, limits, self._address_rules()),
            association_config=self._body_inspection(),
            custom_response_bodies=[
                {
                    "key": TOO_MANY_REQUESTS,
                    "content_type": "APPLICATION_JSON",
                    "content": json.dumps({"error": "too many requests"}),
                }
            ],
            visibility_config={
                "metric_name": metric_name,
                "cloudwatch_metrics_enabled": True,
                "sampled_requests_enabled": True,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _address_rules(self) -> list[Rule]:
        args = self._args
        return address_rules(
            self._name,
            AddressRulesArgs(
                restrictions=restrictions(args.services, args.static_prefixes),
                scope=args.scope,
                region=args.region,
                full_name=args.environment.full_name,
            ),
            self,
        )

    def _body_inspection(self) -> aws.wafv2.WebAclAssociationConfigArgsDict | None:
        """Returns the size of a body that CloudFront passes to WAF; a load balancer's 8 KB are
        fixed.
        docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html"""
        if self._args.scope != "CLOUDFRONT":
            return None
        limit = f"KB_{self._args.settings.body_inspection_kib}"
        return {"request_bodies": [{"cloudfront": {"default_size_inspection_limit": limit}}]}

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        environment = self._args.environment
        return aws.cloudwatch.LogGroup(
            self._name,
            region=self._args.region,
            name=f"{_LOG_PREFIX}{environment.project}-{environment.stack}-{self._name}",
            retention_in_days=environment.logs_days,
            kms_key_id=self._args.kms_key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _let_waf_write(
        self, log_group: aws.cloudwatch.LogGroup
    ) -> aws.cloudwatch.LogResourcePolicy:
        """Lets WAF write to the log group. Otherwise WAF would add the group to a policy of its
        own, which outlives the environment."""
        environment, region = self._args.environment, self._args.region
        statement = allow(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [pulumi.Output.concat(log_group.arn, ":*")],
            principal={"Service": "delivery.logs.amazonaws.com"},
            condition={
                "StringEquals": {"aws:SourceAccount": environment.account_id},
                "ArnLike": {"aws:SourceArn": environment.arn("logs", "*", region=region)},
            },
            sid="WafLogs",
        )
        return aws.cloudwatch.LogResourcePolicy(
            self._name,
            region=region,
            policy_name=f"{environment.project}-{environment.stack}-{self._name}",
            policy_document=document(statement),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_logging(
        self,
        web_acl: aws.wafv2.WebAcl,
        log_group: aws.cloudwatch.LogGroup,
        permission: aws.cloudwatch.LogResourcePolicy,
    ) -> aws.wafv2.WebAclLoggingConfiguration:
        return aws.wafv2.WebAclLoggingConfiguration(
            self._name,
            region=self._args.region,
            resource_arn=web_acl.arn,
            log_destination_configs=[log_group.arn],
            redacted_fields=[{"single_header": {"name": name}} for name in _REDACTED_HEADERS],
            # Requests that passed without a match are in the access log already, in S3 at a
            # fraction of the price.
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [
                            {"action_condition": {"action": action}} for action in _KEPT_ACTIONS
                        ],
                    }
                ],
            },
            opts=pulumi.ResourceOptions(
                parent=self,
                # WAF checks its right to write when logging is switched on.
                depends_on=[permission],
                # A web ACL has one configuration, and deleting the old one would switch off the new
                # one as well.
                delete_before_replace=True,
            ),
        )
