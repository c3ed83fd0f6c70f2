"""The network as plans: the addresses of subnets, and the endpoints of AWS's services."""

from planning.network.endpoints import interface_endpoints
from planning.network.nat_script import nat_script
from planning.network.subnet_plan import plan
from planning.network.zones import all_zones, only_zone

__all__ = ["all_zones", "interface_endpoints", "nat_script", "only_zone", "plan"]
