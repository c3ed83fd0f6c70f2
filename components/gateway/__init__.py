"""The load balancer: its listeners, their rules, and the target groups behind them."""

from components.gateway.listener_rules import ListenerRoute
from components.gateway.load_balancer import LoadBalancer, LoadBalancerArgs
from components.gateway.rollback_alarms import memory_alarm, rollback_alarms
from components.gateway.target_groups import RouteTarget
from components.gateway.token_check import PoolTokens
from components.gateway.trust_store import TrustStore, TrustStoreArgs

__all__ = [
    "ListenerRoute",
    "LoadBalancer",
    "LoadBalancerArgs",
    "PoolTokens",
    "RouteTarget",
    "TrustStore",
    "TrustStoreArgs",
    "memory_alarm",
    "rollback_alarms",
]
