"""An edge to deploy, of which a test names only what it is about."""

from typing import Any

from components.edge.edge import Edge, EdgeArgs
from components.edge.edge_origins import BalancerFacts
from config.edge import EdgeSettings
from config.gateway import CorsSettings
from config.workload.programs import Service
from tests.components.storage.made import make_bucket
from tests.factories import make_environment
from tests.graph import Graph, deploy

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/c"
LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/a/b"
LOG_BUCKET = "arn:aws:s3:::logs"
SERVICES: dict[str, dict[str, Any]] = {
    "web": {"routes": [{"paths": ["/"], "auth": "none", "cache": True}]},
    "orders": {"routes": [{"paths": ["/api/orders"]}]},
    "live": {"routes": [{"paths": ["/ws"]}], "websocket": True},
}
ORIGINS = ("https://app.shop.example.com", "https://admin.shop.example.com")


def balancer(name: str) -> BalancerFacts:
    dns = f"internal-{name}.eu-central-1.elb.amazonaws.com"
    return BalancerFacts(arn=f"{LOAD_BALANCER[:-3]}{name}/b", dns_name=dns)


def edge(
    *, static: tuple[str, ...] = ("/static",), origins: tuple[str, ...] = ORIGINS, **changes: Any
) -> Graph:
    def program() -> None:
        args: dict[str, Any] = {
            "environment": make_environment(),
            "settings": EdgeSettings(price_class="PriceClass_100"),
            "hosts": ["shop.example.com", "app.shop.example.com"],
            "services": {
                name: Service.model_validate({"image": f"{name}:1", "port": 80, **service})
                for name, service in SERVICES.items()
            },
            "cors": CorsSettings(allowed_origins=list(origins)),
            "certificate_arn": CERTIFICATE,
            "load_balancers": {1: balancer("a")},
            "web_acl_arn": "arn:web-acl",
            "static_buckets": {
                path: make_bucket(path.strip("/") or "site", purpose="static", path=path)
                for path in static
            },
            "log_bucket_arn": LOG_BUCKET,
        }
        Edge("edge", EdgeArgs(**{**args, **changes}))

    return deploy(program)
