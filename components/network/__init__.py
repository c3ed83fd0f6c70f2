"""The network: VPC, subnets, NAT gateways, endpoints, security groups and flow logs; or one that
exists."""

from components.network.existing_network import ExistingNetwork, ExistingNetworkArgs
from components.network.network import Network, NetworkArgs
from components.network.security_group import Clients, allow_tcp, clients_of, closed_security_group

__all__ = [
    "Clients",
    "ExistingNetwork",
    "ExistingNetworkArgs",
    "Network",
    "NetworkArgs",
    "allow_tcp",
    "clients_of",
    "closed_security_group",
]
