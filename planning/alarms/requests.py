"""Alarms on the way of a request: edge, firewall, load balancer, services."""

from planning.alarms.row import Alarm, Limit, Series, Trial

_ERRORS_AT_LEAST = 5
"""Errors in a minute below which a share says nothing: of ten requests, one error is 10 %."""
_REQUESTS_AT_LEAST = 20

_BALANCER = "AWS/ApplicationELB"
_INSIGHTS = "ECS/ContainerInsights"
_ECS = "ClusterName ServiceName"

DEPLOYING = Series(
    id="deployments",
    metric="DeploymentCount",
    namespace=_INSIGHTS,
    dimensions=_ECS,
    statistic="Maximum",
    fill="1",
)
WANTED = Series(
    id="wanted",
    metric="DesiredTaskCount",
    namespace=_INSIGHTS,
    dimensions=_ECS,
    fill="REPEAT",
)
RUNNING = Series(
    id="running", metric="RunningTaskCount", namespace=_INSIGHTS, dimensions=_ECS, fill="REPEAT"
)
_HEALTHY = Series(
    id="healthy",
    metric="HealthyHostCount",
    namespace=_BALANCER,
    dimensions="LoadBalancer TargetGroup",
    statistic="Minimum",
    each="target group",
    fill="0",
)

GATEWAY = (
    Alarm(
        key="gateway-errors",
        kinds=("gateway",),
        title="Requests fail: more than the allowed share is answered with 5xx",
        severity="critical",
        # A request for which there is no target is in the second metric, and not in the third.
        series=tuple(
            Series(
                id=id,
                metric=metric,
                namespace=_BALANCER,
                dimensions="LoadBalancer",
                statistic="Sum",
                fill="0",
            )
            for id, metric in (
                ("answered", "HTTPCode_Target_5XX_Count"),
                ("refused", "HTTPCode_ELB_5XX_Count"),
                ("requests", "RequestCount"),
            )
        ),
        expression=(
            f"IF({{answered}} + {{refused}} >= {_ERRORS_AT_LEAST}, "
            "100 * ({answered} + {refused}) / ({requests} + {refused}), 0)"
        ),
        limit=Limit(setting="gateway_errors_percent", unit="%"),
        first="python -m operations status --stack {stack}",
        trial=Trial(
            varies="HTTPCode_Target_5XX_Count",
            beside={"RequestCount": 10_000, "HTTPCode_ELB_5XX_Count": 0},
        ),
    ),
    Alarm(
        key="gateway-latency",
        kinds=("gateway",),
        title="Answers are slow: 5 of 100 requests take longer than they may",
        severity="warning",
        series=(
            Series(
                id="latency",
                metric="TargetResponseTime",
                namespace=_BALANCER,
                dimensions="LoadBalancer",
                statistic="p95",
            ),
        ),
        periods=15,
        datapoints=12,
        limit=Limit(setting="gateway_latency_seconds", unit="s"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="TargetResponseTime"),
    ),
    Alarm(
        key="gateway-rejected",
        kinds=("gateway",),
        title="The load balancer has no room for further connections, and refuses some",
        severity="warning",
        series=(
            Series(
                id="rejected",
                metric="RejectedConnectionCount",
                namespace=_BALANCER,
                dimensions="LoadBalancer",
                statistic="Sum",
            ),
        ),
        period=300,
        periods=1,
        limit=Limit(setting="gateway_rejected_connections", unit="connections"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="RejectedConnectionCount"),
    ),
    Alarm(
        key="gateway-handshakes",
        kinds=("mutual-gateway",),
        title="Clients fail to connect: many show no certificate that is taken",
        severity="warning",
        series=(
            Series(
                id="failed",
                metric="ClientTLSNegotiationErrorCount",
                namespace=_BALANCER,
                dimensions="LoadBalancer",
                statistic="Sum",
            ),
        ),
        period=300,
        periods=3,
        limit=Limit(setting="gateway_failed_handshakes", unit="connections"),
        first="aws elbv2 describe-trust-stores --region {region}",
        trial=Trial(varies="ClientTLSNegotiationErrorCount"),
    ),
)

SERVICES = (
    Alarm(
        key="service-down",
        kinds=("service",),
        title="{name} answers nobody: it has no healthy task",
        severity="critical",
        series=(WANTED, _HEALTHY),
        # A service that was paused wants no task.
        expression="IF({wanted} < 1, 1, SUM([{healthy}]))",
        periods=3,
        comparison="below",
        limit=Limit(fixed=1, unit="healthy tasks"),
        missing="breaching",
        first="python -m operations deployments {name} --stack {stack}",
        trial=Trial(varies="HealthyHostCount", beside={"DesiredTaskCount": 2}),
    ),
    Alarm(
        key="service-down",
        kinds=("inner-service",),
        title="{name} answers nobody: none of its tasks runs",
        severity="critical",
        series=(WANTED, RUNNING),
        expression="IF({wanted} < 1, 1, {running})",
        periods=3,
        comparison="below",
        limit=Limit(fixed=1, unit="running tasks"),
        missing="breaching",
        first="python -m operations deployments {name} --stack {stack}",
        trial=Trial(varies="RunningTaskCount", beside={"DesiredTaskCount": 2}),
    ),
    Alarm(
        key="service-tasks",
        kinds=("service",),
        title="{name} has fewer healthy tasks than it wants, and no deployment is under way",
        severity="warning",
        series=(DEPLOYING, WANTED, _HEALTHY),
        expression="IF({deployments} > 1, 0, {wanted} - SUM([{healthy}]))",
        minutes="tasks_short_minutes",
        limit=Limit(unit="tasks too few"),
        missing="missing",
        first="python -m operations logs {name} --stack {stack} --since 30m",
        trial=Trial(
            varies="DesiredTaskCount", beside={"HealthyHostCount": 2, "DeploymentCount": 1}
        ),
    ),
    Alarm(
        key="service-tasks",
        kinds=("inner-service", "worker"),
        title="{name} has fewer running tasks than it wants, and no deployment is under way",
        severity="warning",
        series=(DEPLOYING, WANTED, RUNNING),
        expression="IF({deployments} > 1, 0, {wanted} - {running})",
        minutes="tasks_short_minutes",
        limit=Limit(unit="tasks too few"),
        missing="missing",
        first="python -m operations logs {name} --stack {stack} --since 30m",
        trial=Trial(
            varies="DesiredTaskCount", beside={"RunningTaskCount": 2, "DeploymentCount": 1}
        ),
    ),
    Alarm(
        key="service-cpu",
        kinds=("service", "inner-service"),
        title="The tasks of {name} use up their CPU, and more of them do not help or may not start",
        severity="warning",
        series=(Series(id="cpu", metric="CPUUtilization", namespace="AWS/ECS", dimensions=_ECS),),
        periods=15,
        limit=Limit(setting="service_cpu_percent", unit="%", program="cpu_percent"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="service-memory",
        kinds=("service", "inner-service", "worker"),
        title="The tasks of {name} use up their memory; at its end they are killed",
        severity="warning",
        series=(
            Series(id="memory", metric="MemoryUtilization", namespace="AWS/ECS", dimensions=_ECS),
        ),
        periods=15,
        limit=Limit(setting="service_memory_percent", unit="%", program="memory_percent"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="MemoryUtilization"),
    ),
)

EDGE = (
    Alarm(
        key="edge-errors",
        kinds=("edge",),
        title="People get errors: CloudFront answers more than the allowed share with 5xx",
        severity="critical",
        series=(
            Series(
                id="share",
                metric="5xxErrorRate",
                namespace="AWS/CloudFront",
                dimensions="DistributionId Region",
            ),
            Series(
                id="requests",
                metric="Requests",
                namespace="AWS/CloudFront",
                dimensions="DistributionId Region",
                statistic="Sum",
            ),
        ),
        expression=f"IF({{requests}} >= {_REQUESTS_AT_LEAST}, {{share}}, 0)",
        limit=Limit(setting="edge_errors_percent", unit="%"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="5xxErrorRate", beside={"Requests": 1000}),
    ),
    Alarm(
        key="edge-latency",
        kinds=("edge",),
        title="CloudFront waits long for the load balancer",
        severity="warning",
        series=(
            Series(
                id="latency",
                metric="OriginLatency",
                namespace="AWS/CloudFront",
                dimensions="DistributionId Region",
                statistic="p90",
            ),
        ),
        periods=15,
        datapoints=12,
        limit=Limit(setting="edge_latency_seconds", scale=1000, unit="ms"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="OriginLatency"),
    ),
    Alarm(
        key="firewall-surge",
        kinds=("firewall",),
        title="The firewall blocks far more requests than is usual at this hour",
        severity="warning",
        series=(
            Series(
                id="blocked",
                metric="BlockedRequests",
                namespace="AWS/WAFV2",
                dimensions="WebACL Rule Region?",
                statistic="Sum",
            ),
        ),
        period=300,
        periods=3,
        limit=Limit(setting="firewall_surge", unit="deviations above the usual"),
        band=True,
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="BlockedRequests"),
    ),
)
