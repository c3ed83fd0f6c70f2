"""The network as settings: its addresses, its zones, and its ways to AWS and the internet."""

from config.network.network_settings import NatMode, NetworkSettings

__all__ = ["NatMode", "NetworkSettings"]
