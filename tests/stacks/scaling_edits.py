"""Edits of the sizes, scaling and deployment of single programs."""

from typing import Any

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

_GATE = {"stage": "post_test_traffic_shift", "minutes": 60, "otherwise": "continue"}
STEPS: Group = {
    "a canary with a gate instead of rolling": Edit(
        {
            "sizes.prices": {
                "deployment": "canary",
                "shift_percent": 10,
                "shift_minutes": 5,
                "bake_minutes": 5,
                "approvals": [_GATE],
            }
        },
        lines="""
            + cloudwatch.EventRule events-deployment-waiting
            + cloudwatch.EventTarget events-deployment-waiting
            ~ ecs.Service prices waitForSteadyState
            ~ ecs.Service prices deploymentConfiguration*
            ~ ecs.Service prices (customTimeouts)
            + lb.Listener gateway-test
            + lb.ListenerRule gateway-test-*
            + vpc.SecurityGroupIngressRule gateway-test
        """,
        back="""
            - cloudwatch.EventRule events-deployment-waiting
            - cloudwatch.EventTarget events-deployment-waiting
            ~ ecs.Service prices waitForSteadyState
            ~ ecs.Service prices deploymentConfiguration*
            ~ ecs.Service prices (customTimeouts)
            - lb.Listener gateway-test
            - lb.ListenerRule gateway-test-*
            - vpc.SecurityGroupIngressRule gateway-test
        """,
    ),
}
FORECAST: Group = {
    "tasks before the load comes": Edit(
        {"sizes.prices": {"predictive_scaling": "forecast_and_scale"}},
        lines="+ appautoscaling.Policy prices-scaling-forecast",
        back="- appautoscaling.Policy prices-scaling-forecast",
    ),
}
VERIFICATION: Group = {
    "a version that is tried before it gets traffic": Edit(
        {"sizes.prices": {"deployment": "blue_green", "bake_minutes": 5}},
        {"services.prices.verification": {"command": ["prices", "verify"]}},
        lines="""
            + * verifier*
            + ssm.Parameter prices-verification
            + vpc.SecurityGroup* prices-from-prices
            ~ ecs.Service prices deploymentConfiguration*
            ~ ecs.Service prices (customTimeouts)
            + lb.Listener gateway-test
            + lb.ListenerRule gateway-test-*
            + vpc.SecurityGroupIngressRule gateway-test
        """,
    ),
}
_NIGHTS: list[dict[str, Any]] = [
    {"cron": "cron(0 20 ? * * *)", "timezone": "Europe/Berlin", "tasks_max": 0},
    {"cron": "cron(0 6 ? * * *)", "timezone": "Europe/Berlin"},
]
SCHEDULES: Group = {
    "quiet nights of one service": Edit(
        {"sizes.prices": {"schedules": _NIGHTS}},
        lines="""
            + appautoscaling.ScheduledAction prices-scaling-0-20-any-every-every-every-europe_berlin
            + appautoscaling.ScheduledAction prices-scaling-0-6-any-every-every-every-europe_berlin
            ~ appautoscaling.Target prices-scaling (ignoreChanges)
        """,
    ),
}
OTHER_HOURS: Group = {
    "a later morning": Edit(
        {"sizes.prices": {"schedules": [_NIGHTS[0], {**_NIGHTS[1], "cron": "cron(0 7 ? * * *)"}]}},
        start={"sizes.prices": {"schedules": _NIGHTS}},
        lines="""
            + appautoscaling.ScheduledAction prices-scaling-0-7-any-every-every-every-europe_berlin
            - appautoscaling.ScheduledAction prices-scaling-0-6-any-every-every-every-europe_berlin
        """,
    ),
}

SCALING_EDITS: dict[str, Group] = {
    "forecast": FORECAST,
    "verification": VERIFICATION,
    "single programs": SINGLE_PROGRAMS,
    "deployments in steps": STEPS,
    "schedules": SCHEDULES,
    "hours of schedules": OTHER_HOURS,
}
