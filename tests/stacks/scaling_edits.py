"""Edits of the sizes, scaling and deployment of single programs."""

from tests.stacks.edit import Edit, Group

SINGLE_PROGRAMS: Group = {
    "other figures of one service": Edit(
        {
            "sizes.shop": {
                "scale_cpu_percent": 50,
                "scale_requests_per_target": 200,
                "cooldown_seconds": 60,
            }
        },
        lines="~ appautoscaling.Policy shop-scaling-* targetTracking*",
    ),
    "one service on Spot, and blue/green": Edit(
        {"sizes.prices": {"spot_percent": 100, "deployment": "blue_green", "bake_minutes": 5}},
        lines="""
            ~ ecs.Service prices capacityProviderStrategies*
            ~ ecs.Service prices deploymentConfiguration*
            ~ ecs.Service prices (customTimeouts)
            + lb.Listener gateway-test
            + lb.ListenerRule gateway-test-*
            + vpc.SecurityGroupIngressRule gateway-test
        """,
    ),
}

SCALING_EDITS: dict[str, Group] = {"single programs": SINGLE_PROGRAMS}
