"""The load balancer: its listeners, their rules, and the target groups behind them."""

from components.gateway.listener_rules import Route
from components.gateway.load_balancer import LoadBalancer, LoadBalancerArgs
from components.gateway.rollback_alarms import memory_alarm, rollback_alarms
from components.gateway.target_groups import RouteTarget

__all__ = [
    "LoadBalancer",
    "LoadBalancerArgs",
    "Route",
    "RouteTarget",
    "memory_alarm",
    "rollback_alarms",
]
