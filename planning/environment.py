"""The facts of one environment from which ARNs, policies and fixed names are built."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.values import full_name


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The facts of one environment that many components need. None of them is an Output, so
    policies built from them are complete in a preview."""

    stack: str
    """The Pulumi stack; it is part of physical names."""
    name: str
    """development, staging or production; services see it as APP_ENV."""
    project: str
    """The product; it is the first part of names that people outside must know."""
    account_id: str
    region: str
    recovery_region: str | None
    domain: str
    protect: bool
    """True makes Pulumi and AWS refuse to delete or replace resources that hold data, or an address
    that others have written down. It is set on those resources and never on a component. All
    children of a component would inherit it, and Pulumi would then refuse the next migration and
    every edit that removes a route, a grant or a login."""
    logs_days: int
    object_versions_days: int
    bucket_namespace: str = "global"
    """global or account-regional: who else may have the names of its buckets."""
    further_domains: Mapping[str, str] = field(default_factory=dict)
    """The names of further domains, by what the workload calls them."""

    def full_name(self, host: str) -> str:
        """Returns the full DNS name of a host of the workload."""
        return full_name(host, self.domain, self.further_domains)

    @property
    def partition(self) -> str:
        """The AWS partition: `aws`, or that of China or GovCloud, whose ARNs differ."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Returns the ARN of a resource in this account; `region=""` is for global services such as
        IAM."""
        place = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{place}:{self.account_id}:{resource}"

    @property
    def root_arn(self) -> str:
        """The ARN of the account itself as a principal: its administrators decide by IAM."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"

    def path(self, *parts: str) -> str:
        """Returns a fixed name for a log group or parameter, such as
        `/shop/prod/service/orders`."""
        return "/" + "/".join((self.project, self.stack, *parts))
