"""The domains, taken from the lost environment.

Route 53 and CloudFront are in no region: records and aliases of the old environment are still
there, and AWS gives neither to two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.domains import names_of
from operations.procedure import Look, Step, looked
from operations.sites import Site
from wording import listed

_PROOF = ".acm-validations.aws"


@dataclass(frozen=True, kw_only=True)
class Domain:
    """The names of an environment that another one takes over."""

    site: Site
    """The new environment."""
    zone_id: str

    def step(self) -> Step:
        """Returns the step that takes the names. The record that proves the domain to ACM goes too:
        the new program makes the same one again, and certificates go on with it."""
        return Step(
            name="domain",
            does=f"takes {listed(self._domains)} and the hosts below it from the old environment: "
            "its aliases at CloudFront, its records in the zone. The names lead nowhere until `up`",
            calls=("cloudfront:UpdateDistribution", "route53:ChangeResourceRecordSets"),
            minutes=10,
            look=self._look,
            do=self._take,
        )

    @property
    def _domains(self) -> list[str]:
        settings = self.site.platform.settings
        return [settings.domain, *names_of(settings.domains).values()]

    @property
    def _zones(self) -> list[str]:
        """The zones of the domains. One below another domain has the records in that one's."""
        given = [each.hosted_zone_id for each in self.site.platform.settings.domains.values()]
        return [*dict.fromkeys([self.zone_id, *filter(None, given)])]

    def _look(self) -> Look:
        # The names belong to the new environment once it has records of its own.
        if self.site.resources.of("route53.Record"):
            return Look.DONE
        return looked(done=not any(self._distributions()) and not any(self._records()))

    def _take(self) -> None:
        cloudfront, route53 = self.site.client("cloudfront"), self.site.client("route53")
        for id_ in self._distributions():
            answer = cloudfront.get_distribution_config(Id=id_)
            config = answer["DistributionConfig"]
            config["Aliases"] = {"Quantity": 0, "Items": []}
            config["ViewerCertificate"] = {"CloudFrontDefaultCertificate": True}
            cloudfront.update_distribution(
                Id=id_, IfMatch=answer["ETag"], DistributionConfig=config
            )
        changes: dict[str, list[dict[str, Any]]] = {}
        for zone, each in self._records():
            changes.setdefault(zone, []).append({"Action": "DELETE", "ResourceRecordSet": each})
        for zone, of_zone in changes.items():
            route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": of_zone})

    def _distributions(self) -> Iterator[str]:
        pages = self.site.client("cloudfront").get_paginator("list_distributions").paginate()
        for page in pages:
            for each in page["DistributionList"].get("Items", ()):
                if any(map(self._is_own, each["Aliases"].get("Items", ()))):
                    yield str(each["Id"])

    def _records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yields the zone and each of its records of the kinds that the program makes: aliases of
        hosts, and the proof for ACM. Others in the zone are somebody else's."""
        pages = self.site.client("route53").get_paginator("list_resource_record_sets")
        ends = tuple(f".{each}" for each in self._domains)
        for zone in self._zones:
            for page in pages.paginate(HostedZoneId=zone):
                for each in page["ResourceRecordSets"]:
                    name = each["Name"].rstrip(".")
                    alias = each["Type"] in ("A", "AAAA") and "AliasTarget" in each
                    values = [x["Value"].rstrip(".") for x in each.get("ResourceRecords", ())]
                    proof = each["Type"] == "CNAME" and any(x.endswith(_PROOF) for x in values)
                    if (alias and self._is_own(name)) or (proof and name.endswith(ends)):
                        yield zone, each

    def _is_own(self, name: str) -> bool:
        label, _, rest = name.partition(".")
        return name in self._domains or (rest in self._domains and bool(label))
