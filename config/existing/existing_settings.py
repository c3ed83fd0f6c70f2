"""Settings of certificates that others made: their ARNs, as their owner gives them."""

from collections.abc import Iterator

from config.existing.arns import CertificateArn, place_problem
from config.values import Broken, Section

_EDGE_REGION = "us-east-1"
"""Region in which CloudFront looks for its certificate."""


class ExistingCertificates(Section):
    """ACM certificates that stand already, issued or imported. Plinth makes none then, nor the
    record that proves the domain's ownership, and asks AWS nothing about them: what stands here is
    believed. Who has them renews them. Changing from certificates of Plinth's own, or back, is in
    place; docs/existing.md has what to keep."""

    load_balancer: CertificateArn
    """ARN of the certificate of the load balancers, of the environment's account and region. It
    must cover every host of the workload. A change is in place."""
    edge: CertificateArn | None = None
    """ARN of the certificate of CloudFront, in us-east-1. It must cover every host but those with
    `auth: mtls`. Absent: there is no `edge`, or the environment is in us-east-1 itself, where both
    have that of the load balancers. A change is in place and takes minutes."""

    def problems(self, *, account: str, region: str, edge: bool) -> Iterator[Broken]:
        """Yields certificates that AWS would not take there, and one too many or too few."""
        because = "the load balancers are"
        if problem := place_problem(
            self.load_balancer, account=account, region=region, because=because
        ):
            yield Broken("load_balancer", self.load_balancer, problem)
        if region == _EDGE_REGION and self.edge:
            remedy = f"is that of load_balancer in {_EDGE_REGION}, for CloudFront too; leave it out"
            yield Broken("edge", self.edge, remedy)
        elif self.edge and not edge:
            yield Broken("edge", self.edge, "is used by nothing: there is no edge; leave it out")
        elif edge and self.edge is None and region != _EDGE_REGION:
            yield Broken(
                "edge",
                None,
                f"must name the certificate in {_EDGE_REGION} with which CloudFront answers",
            )
        elif self.edge and (
            problem := place_problem(
                self.edge, account=account, region=_EDGE_REGION, because="CloudFront takes those"
            )
        ):
            yield Broken("edge", self.edge, problem)


class ExistingSettings(Section):
    """Things that stand already beside the network, by their ARNs. `network.existing` has the
    network."""

    certificates: ExistingCertificates | None = None
    """Certificates of the domain. Absent: Plinth makes them, and AWS renews them."""

    def named(self) -> list[str]:
        """Returns the ARNs and names of all that is in the environment's own region."""
        return [self.certificates.load_balancer] if self.certificates else []

    def problems(self, *, account: str, region: str, edge: bool) -> Iterator[Broken]:
        """Yields what the environment cannot use, by its account, its region and its edge."""
        if self.certificates:
            found = self.certificates.problems(account=account, region=region, edge=edge)
            for each in found:
                yield each._replace(place=("existing", "certificates", *each.path))
