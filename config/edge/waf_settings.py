"""Settings of the firewall in front of the edge, or of the gateway."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Section


class WafSettings(Section):
    """Web application firewall, in front of CloudFront, or of the load balancer where there is no
    edge."""

    managed_groups: Annotated[list[str], Field(examples=[["AWSManagedRulesCommonRuleSet"]])]
    """AWS managed rule groups, in the order in which they are evaluated. All of them block. Rate
    limits and groups that together take more than 1500 capacity units cost more for each request
    (aws.amazon.com/waf/pricing). Production needs AWSManagedRulesCommonRuleSet and
    AWSManagedRulesKnownBadInputsRuleSet."""
    count_only: Annotated[list[str], Field(examples=[["AWSManagedRulesBotControlRuleSet"]])] = []
    """Groups of `managed_groups` that count requests but do not block them, for a new group until
    its effect is known. AWSManagedRulesKnownBadInputsRuleSet must block in production."""
    body_inspection_kib: Literal[16, 32, 48, 64] = 64
    """Size of the part of a request's body that the groups inspect behind CloudFront, in KiB. What
    lies beyond it passes unseen, because uploads are larger. Bodies over 16 KiB cost extra
    (aws.amazon.com/waf/pricing). Without an edge the size is 8 KiB, which AWS does not raise for a
    load balancer."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each group is named once. `quota_checks` counts the capacity that they
        take."""
        if len(set(self.managed_groups)) != len(self.managed_groups):
            yield Broken("managed_groups", self.managed_groups, "must name each group once")
        for group in set(self.count_only) - set(self.managed_groups):
            yield Broken("count_only", group, "is not among managed_groups; add it there too")
