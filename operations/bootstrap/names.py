"""Names of what a bootstrap makes, all from the files, so that workflows need no variables."""

from operations.bootstrap.request import Request

PATH = "/plinth/"
"""The path of roles and policies that deployments can never change."""
PREVIEW, DEPLOY = "preview", "deploy"
GITHUB = "token.actions.githubusercontent.com"


def bucket(request: Request) -> str:
    """Returns the bucket of the states; all of AWS shares the names of buckets."""
    return f"{request.project}-pulumi-{request.account}-{request.region}"


def alias(request: Request) -> str:
    """Returns the name by which the key of the states is found."""
    return f"alias/{request.project}-pulumi"


def backend(request: Request) -> str:
    """Returns the address for `pulumi login` and PULUMI_BACKEND_URL."""
    return f"s3://{bucket(request)}?region={request.region}"


def secrets_provider(request: Request) -> str:
    """Returns the address for `pulumi stack init --secrets-provider`."""
    return f"awskms://{alias(request)}?region={request.region}"


def boundary(request: Request) -> str:
    """Returns the name of the boundary."""
    return f"{request.project}-boundary"


def boundary_arn(request: Request) -> str:
    """Returns the ARN of the boundary."""
    return _global(request, f"policy{PATH}{boundary(request)}")


def role(request: Request, kind: str, stack: str) -> str:
    """Returns the name of a role of the bootstrap."""
    # The kind stands before the stack: `shop-prod-deploy` would look like a role of the program,
    # whose names end with the stack and six characters.
    return f"{request.project}-{kind}-{stack}"


def role_arn(request: Request, kind: str, stack: str) -> str:
    """Returns the ARN of a role of the bootstrap."""
    return _global(request, f"role{PATH}{role(request, kind, stack)}")


def program_roles(request: Request, stack: str) -> str:
    """Returns the pattern of the roles that the program makes: `autonaming` in Pulumi.yaml names
    them, in whatever path."""
    return _global(request, f"role/*-{stack}-??????")


def provider_arn(request: Request, host: str) -> str:
    """Returns the ARN of the provider of tokens, which AWS names by its host."""
    return _global(request, f"oidc-provider/{host}")


def gitlab_host(request: Request) -> str:
    """Returns the address of GitLab as AWS names a provider by it."""
    return request.gitlab_address.removeprefix("https://")


def _global(request: Request, resource: str) -> str:
    return f"arn:aws:iam::{request.account}:{resource}"
