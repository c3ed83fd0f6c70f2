"""The TLS certificates of an environment's domain that another owner has, used by their ARNs.

Nothing is made: no certificate, and no record that proves the ownership of the domain. Nothing is
looked up either: AWS refuses a wrong ARN at the listener or the distribution that names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.dns.certificate import Certificate
from config.existing import ExistingCertificates
from planning import Environment

TYPE = "plinth:dns:ExistingCertificate"


@dataclass(frozen=True, kw_only=True)
class ExistingCertificateArgs:
    """The inputs from which the certificates are known."""

    environment: Environment
    certificates: ExistingCertificates
    edge_region: str
    """The region in which the edge's certificate is."""


class ExistingCertificate(pulumi.ComponentResource):
    """Certificates as the settings name them, with the outputs of `Certificate`.

    Its inputs say in a plan what is known of them, for those who read plans.
    """

    arn: pulumi.Output[str]
    """The certificate in the environment's own region, for the load balancer."""

    def __init__(
        self, name: str, args: ExistingCertificateArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        given = {args.environment.region: args.certificates.load_balancer}
        if args.certificates.edge:
            given[args.edge_region] = args.certificates.edge
        known = {"domain": args.environment.domain, "certificates": given}
        super().__init__(TYPE, name, {"existing": known}, opts)
        self._arns = {region: pulumi.Output.from_input(arn) for region, arn in given.items()}
        self.arn = self._arns[args.environment.region]
        self.register_outputs({"arn": self.arn})

    @property
    def arns(self) -> dict[str, pulumi.Output[str]]:
        """The certificates by region."""
        return dict(self._arns)

    def arn_in(self, region: str, others: Sequence[Certificate] = ()) -> pulumi.Output[str]:
        """Returns the certificate in a region, for CloudFront in us-east-1. It has the names of all
        domains, so there are no others beside it."""
        if others:
            raise ValueError(f"others: an existing certificate stands alone, got {len(others)}")
        return self._arns[region]
