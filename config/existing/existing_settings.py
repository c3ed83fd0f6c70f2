"""Settings of what others made: its ARNs and names, as its owners give them."""

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field

from config.domains import MOST_DOMAINS
from config.existing.arns import CertificateArn, KeyArn, place_problem
from config.existing.existing_buckets import Buckets
from config.existing.existing_databases import ExistingDatabaseServer
from config.values import Broken, Name, Section, closest

_EDGE_REGION = "us-east-1"
"""Region in which CloudFront looks for its certificate."""


_GERMANY = "arn:aws:acm:eu-central-1:111122223333:certificate/2b3c4d5e-6f70-8192-a3b4-c5d6e7f8091a"


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
    private: CertificateArn | None = None
    """ARN of the certificate of private services, of the environment's account and region. It must
    cover the hosts below the subdomain of `gateway.private`. Absent: there is no `gateway.private`.
    A change is in place."""
    domains: Annotated[
        dict[Name, CertificateArn], Field(max_length=MOST_DOMAINS, examples=[{"germany": _GERMANY}])
    ] = {}
    """ARNs of the certificates that the load balancers show at further domains, by the names of
    these under `domains`, of the environment's account and region. Each must cover the domain's
    hosts. That of a domain without one is `load_balancer`, which must cover its hosts then. The
    edge has one certificate for all names. A change of one is in place."""

    def problems(
        self,
        *,
        account: str,
        region: str,
        edge: bool,
        private: bool,
        domains: Collection[str] = (),
    ) -> Iterator[Broken]:
        """Yields certificates that AWS would not take there, and one too many or too few."""
        yield from self._private_problems(account, region, private)
        yield from self._domain_problems(account, region, domains)
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

    def _domain_problems(
        self, account: str, region: str, domains: Collection[str]
    ) -> Iterator[Broken]:
        for key, arn in self.domains.items():
            if key not in domains:
                hint = closest(key, domains) or f"; there are: {', '.join(domains) or 'none'}"
                problem: str | None = f"is of no domain under `domains`{hint}"
            else:
                because = "the load balancers are"
                problem = place_problem(arn, account=account, region=region, because=because)
            if problem:
                yield Broken(("domains", key), arn, problem)

    def _private_problems(self, account: str, region: str, private: bool) -> Iterator[Broken]:
        because = "the load balancers are"
        if self.private and not private:
            remedy = "is used by nothing: there is no gateway.private; leave it out"
            yield Broken("private", self.private, remedy)
        elif private and self.private is None:
            yield Broken(
                "private",
                None,
                "must name the certificate of private services, which gateway.private is for",
            )
        elif self.private and (
            problem := place_problem(self.private, account=account, region=region, because=because)
        ):
            yield Broken("private", self.private, problem)


class ExistingKeys(Section):
    """Customer keys of KMS that stand already: symmetric, enabled, for encryption. Plinth makes no
    key in their place, and neither policy, alias nor rotation; `make existing` prints the policy
    that each must have. Another key, or one instead of Plinth's own, replaces what AWS encrypts
    once for all: databases, caches, image repositories and the vault."""

    data: KeyArn | None = None
    """ARN of the key of the environment's data, of its account and region. Absent: Plinth makes
    it. A change replaces databases and caches, which `protect` refuses: docs/existing.md has the
    way."""
    edge: KeyArn | None = None
    """ARN of the key of what AWS keeps in us-east-1 for the edge: its firewall's log and the alarms
    there. Absent: Plinth makes it, or needs none. A change is in place."""
    recovery: KeyArn | None = None
    """ARN of the key of the copies, in `recovery_region`. Absent: Plinth makes it. A change
    replaces the database's copy; copied objects keep the key that they were written with."""

    def problems(self, *, account: str, region: str, other: str | None) -> Iterator[Broken]:
        """Yields keys that AWS would not take there, and one that nothing uses."""
        places = {
            "data": (region, "what it encrypts is"),
            "edge": (_EDGE_REGION, "what it encrypts is"),
            "recovery": (other, "the copies are"),
        }
        for name, (place, because) in places.items():
            arn = getattr(self, name)
            if arn is None:
                continue
            if name == "edge" and region == _EDGE_REGION:
                remedy = f"is that of data in {_EDGE_REGION}, for the edge too; leave it out"
                yield Broken("edge", arn, remedy)
            elif place is None:
                remedy = "is used by nothing: there is no recovery_region; leave it out"
                yield Broken(name, arn, remedy)
            elif problem := place_problem(arn, account=account, region=place, because=because):
                yield Broken(name, arn, problem)


class ExistingSettings(Section):
    """Things that stand already beside the network, by their ARNs. `network.existing` has the
    network."""

    certificates: ExistingCertificates | None = None
    """Certificates of the domain. Absent: Plinth makes them, and AWS renews them."""
    keys: ExistingKeys = ExistingKeys()
    """Keys of KMS. Absent: Plinth makes them, and AWS rotates them."""
    buckets: Annotated[Buckets, Field(examples=[{"uploads": {"name": "shop-uploads-2024"}}])] = {}
    """Buckets, by the names that the workload has for them. Absent: Plinth makes all of them."""
    database_servers: Annotated[
        dict[Name, ExistingDatabaseServer],
        Field(
            examples=[
                {
                    "database": {
                        "identifier": "practice",
                        "engine_version": "16",
                        "address": "practice.c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
                        "security_group": "sg-0a1b2c3d4e5f60718",
                        "master_secret": "arn:aws:secretsmanager:eu-central-1:111122223333:"
                        "secret:rds!db-1a2b3c4d-a1B2c3",
                        "multi_az": True,
                    }
                }
            ]
        ),
    ] = {}
    """Database servers of PostgreSQL, by name. The one that is called `database` is the first
    server, in place of the section `database`, which is null then; each other one has some of the
    workload's databases, as under `database_servers`. Absent: Plinth makes all of them."""

    def named(self) -> list[str]:
        """Returns the ARNs and names of all that another region would have in another one's
        place."""
        given = self.certificates
        balancers = [given.load_balancer, given.private, *given.domains.values()] if given else []
        buckets = [each.name for each in self.buckets.values()]
        servers = [each.identifier for each in self.database_servers.values()]
        found = [*balancers, self.keys.data, self.keys.recovery, *buckets, *servers]
        return [each for each in found if each]

    def problems(
        self,
        *,
        account: str,
        region: str,
        other: str | None,
        edge: bool,
        private: bool,
        domains: Collection[str] = (),
    ) -> Iterator[Broken]:
        """Yields what the environment cannot use, by its account, its regions, its edge and its
        further domains."""
        if self.certificates:
            found = self.certificates.problems(
                account=account, region=region, edge=edge, private=private, domains=domains
            )
            for each in found:
                yield each._replace(place=("existing", "certificates", *each.path))
        for each in self.keys.problems(account=account, region=region, other=other):
            yield each._replace(place=("existing", "keys", *each.path))
        for name, bucket in self.buckets.items():
            because = "its bucket is"
            if bucket.key and (
                problem := place_problem(
                    bucket.key, account=account, region=region, because=because
                )
            ):
                yield Broken(("existing", "buckets", name, "key"), bucket.key, problem)
        for name, server in self.database_servers.items():
            for each in server.problems(account=account, region=region):
                yield each._replace(place=("existing", "database_servers", name, *each.path))
