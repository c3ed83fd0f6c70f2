"""The network: VPC, subnets, NAT gateways, endpoints, security groups and flow logs."""

from components.network.network import Network, NetworkArgs
from components.network.security_group import Clients, allow_tcp, clients_of, closed_security_group

__all__ = [
    "Clients",
    "Network",
    "NetworkArgs",
    "allow_tcp",
    "clients_of",
    "closed_security_group",
]
