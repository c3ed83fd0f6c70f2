"""Claims that every route of a user pool asks of a token, beside those of the workload; pure."""

from config.workload import Workload

ACCESS_TOKEN = {"token_use": "access"}
"""The claim by which Cognito tells access tokens from ID tokens, which are for the application that
asked for them and carry no scopes. An access token has no `aud`: docs.aws.amazon.com/cognito/
latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html"""


def with_default_pool(workload: Workload, pool: str | None) -> Workload:
    """Returns the workload with a user pool as the issuer of each route that asks for a token and
    names none; without a pool as it is."""
    if pool not in workload.user_pools:
        return workload
    services = {
        name: service.model_copy(
            update={
                "routes": [
                    route.model_copy(update={"issuer": pool})
                    if route.auth == "required" and route.issuer is None
                    else route
                    for route in service.routes
                ]
            }
        )
        for name, service in workload.services.items()
    }
    return workload.model_copy(update={"services": services})


def issuing_pools(workload: Workload) -> list[str]:
    """Returns the user pools whose tokens some route takes."""
    asked = {
        route.issuer
        for service in workload.services.values()
        for route in service.routes
        if route.auth == "required"
    }
    return [name for name in workload.user_pools if name in asked]


def with_pool_claims(workload: Workload) -> Workload:
    """Returns the workload with this claim at each route that takes tokens of a user pool."""
    if not workload.user_pools:
        return workload
    services = {}
    for name, service in workload.services.items():
        routes = [
            route.model_copy(update={"claims": {**route.claims, **ACCESS_TOKEN}})
            if route.issuer in workload.user_pools
            else route
            for route in service.routes
        ]
        services[name] = service.model_copy(update={"routes": routes})
    return workload.model_copy(update={"services": services})
