"""Where a stack stands: the plain values that ARNs, policies and fixed names are built from."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The facts of one environment that many components need; none of them is an Output, so
    policies built from them are complete in a preview."""

    stack: str
    """The Pulumi stack: part of physical names."""
    name: str
    """development, staging or production: what services see as APP_ENV."""
    project: str
    """The product, first part of the names that people outside must know."""
    account_id: str
    region: str
    recovery_region: str | None
    domain: str
    protect: bool
    """Whether Pulumi and AWS refuse to delete or replace what holds data, or an address that others
    have written down. It is set on those resources and never on a component, whose children would
    all inherit it: then Pulumi would refuse every edit that takes a route, a grant or a login away,
    and the next migration."""
    logs_days: int
    object_versions_days: int

    @property
    def partition(self) -> str:
        """`aws`, or that of China and GovCloud, whose ARNs differ."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """The ARN of a resource in this account; `region=""` for global services such as IAM."""
        place = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{place}:{self.account_id}:{resource}"

    @property
    def root_arn(self) -> str:
        """The account itself as a principal: its administrators decide by IAM."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"

    def path(self, *parts: str) -> str:
        """A fixed name for log groups and parameters: `/shop/prod/service/orders`."""
        return "/" + "/".join((self.project, self.stack, *parts))
