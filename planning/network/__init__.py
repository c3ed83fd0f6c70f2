"""The network as plans: the addresses of subnets, and the endpoints of AWS's services."""

from planning.network.endpoints import interface_endpoints
from planning.network.subnet_plan import plan

__all__ = ["interface_endpoints", "plan"]
