"""The frames of an environment on AWS: regions, networks, zones, subnets, and tiers over several
zones; and which of them a resource stands in."""

from collections.abc import Iterable, Iterator

from operations.plan import Resource, Resources
from operations.reach import Graph, Place
from operations.topology.model import Group
from operations.topology.reading.canvas import Canvas, slug

EDGE_REGION = "us-east-1"
"""The region in which AWS keeps what belongs to CloudFront. Source:
docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html"""


class Frames:
    """Frames that are drawn when something stands in them, and the plan that they are of."""

    def __init__(self, resources: Resources, canvas: Canvas, graph: Graph) -> None:
        self.resources, self.canvas, self.graph = resources, canvas, graph
        self._subnets = {each.urn: each for each in resources.of("ec2.Subnet")}
        self.region = resources.region or self._own_region()

    @property
    def title(self) -> str:
        """The title of the whole picture: the stack and its region."""
        stack = next(
            (each.urn.split("::")[0].rpartition(":")[2] for each in self.resources.all), ""
        )
        return f"{stack} in {self.region}" if self.region else stack

    def edge(self) -> str:
        """Returns the frame of what stands in front of the region, all over the world."""
        return self.canvas.group(Group("edge", "edge", "Edge, worldwide"))

    def region_of(self, resource: Resource) -> str:
        """Returns the frame of the region in which a resource stands."""
        given = str(resource.inputs.get("region") or resource.outputs.get("region") or self.region)
        if given == self.region:
            return self.canvas.group(Group("region", "region", f"Region {given}".strip()))
        title = f"Recovery region {given}"
        if given == EDGE_REGION:
            title = f"Region {given}, for the edge"
        return self.canvas.group(Group(f"region-{given}", "region", title))

    def area(self, resource: Resource, id_: str, title: str) -> str:
        """Returns a frame for things of one kind beside the network, in a resource's region."""
        region = self.region_of(resource)
        return self.canvas.group(Group(f"{region}-{id_}", "area", title, region))

    def of_place(self, place: Place, layer: str, title: str) -> str:
        """Returns the frame of a place: the subnet if it stands in one zone, else its tier."""
        subnets = [self._subnets[urn] for urn in place.subnets if urn in self._subnets]
        if not subnets:
            resource = self.resources.get(place.urn)
            return self.region_of(resource) if resource else ""
        if len(subnets) == 1:
            return self.subnet(subnets[0])
        vpc = self.vpc(subnets[0])
        zones = ", ".join(dict.fromkeys(self._zone(each)[len(self.region) :] for each in subnets))
        tiers = " and ".join(dict.fromkeys(self.tier(each) for each in subnets))
        facts = (f"{tiers} subnets, zones {zones}",)
        id_ = slug(f"{vpc}-{layer}-{'-'.join(each.name for each in subnets)}")
        return self.canvas.group(Group(id_, "tier", title, vpc, facts))

    def vpc(self, subnet: Resource) -> str:
        """Returns the frame of the network of a subnet."""
        named = self.resources.referred(subnet.inputs.get("vpcId"), "ec2.Vpc")
        region = self.region_of(subnet)
        if not named:
            id_ = slug(f"vpc-{subnet.inputs.get('vpcId')}")
            return self.canvas.group(Group(id_, "vpc", "Network (VPC)", region))
        (vpc, *_) = named
        ranges = [vpc.inputs.get("cidrBlock"), *self._more_ranges(vpc)]
        id_, title = slug(f"vpc-{vpc.name}"), f"Network {vpc.name} (VPC)"
        facts = tuple(str(each) for each in ranges if each)
        if vpc.given:
            facts = (f"{vpc.inputs['id']}, which exists", *facts)
        return self.canvas.group(Group(id_, "vpc", title, region, facts, vpc.urn))

    def subnet(self, subnet: Resource) -> str:
        """Returns the frame of a subnet, within that of its zone."""
        vpc = self.vpc(subnet)
        zone = self._zone(subnet)
        outer = self.canvas.group(Group(slug(f"{vpc}-{zone}"), "zone", f"Zone {zone}", vpc))
        title = f"{self.tier(subnet)} subnet".capitalize()
        known = ("id",) if subnet.given else ("cidrBlock", "ipv6CidrBlock")
        facts = tuple(str(subnet.inputs[key]) for key in known if subnet.inputs.get(key))
        return self.canvas.group(
            Group(slug(f"subnet-{subnet.name}"), "subnet", title, outer, facts, subnet.urn)
        )

    def subnets_of(self, urns: Iterable[str]) -> Iterator[Resource]:
        """Yields the subnets of these URNs that the plan has."""
        for urn in urns:
            if urn in self._subnets:
                yield self._subnets[urn]

    def tier(self, subnet: Resource) -> str:
        """Returns the word for subnets of one purpose: the name without the network and zone."""
        name = subnet.name
        for vpc in self.resources.referred(subnet.inputs.get("vpcId"), "ec2.Vpc"):
            name = name.removeprefix(f"{vpc.name}-")
        return name.removesuffix(f"-{self._zone(subnet)[len(self.region) :]}")

    def _zone(self, subnet: Resource) -> str:
        return str(subnet.inputs.get("availabilityZone") or subnet.outputs.get("availabilityZone"))

    def _more_ranges(self, vpc: Resource) -> Iterator[object]:
        for each in self.resources.of("ec2.VpcIpv4CidrBlockAssociation"):
            if vpc in self.resources.referred(each.inputs.get("vpcId"), vpc.kind):
                yield each.inputs.get("cidrBlock")

    def _own_region(self) -> str:
        """Returns the region of the network, by its zones; a zone is a region and a letter."""
        zones = [each.inputs.get("availabilityZone") for each in self._subnets.values()]
        return next((str(zone).rstrip("abcdef") for zone in zones if zone), "")
