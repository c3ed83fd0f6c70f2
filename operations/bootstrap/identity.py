"""Steps for identities: the providers of tokens, the boundary, and two roles for each stack."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from operations.bootstrap import names, rights, trust
from operations.bootstrap.clients import Account
from operations.bootstrap.step import Step
from operations.errors import OperationError

SECONDS = {names.PREVIEW: 3600, names.DEPLOY: 7200}
"""How long credentials last. A first deployment, or one with a long bake time, takes over an hour
at times."""
_POLICY = "rights"
_VERSIONS = 5  # of a managed policy, at most: docs.aws.amazon.com/IAM/latest/UserGuide


def provider_steps(account: Account) -> list[Step]:
    """Returns the steps for the providers of tokens. Audiences of others stay."""
    request = account.request
    wanted = []
    if request.github:
        wanted.append((names.GITHUB, f"https://{names.GITHUB}", trust.AUDIENCE))
    if request.gitlab:
        wanted.append((names.gitlab_host(request), request.gitlab_address, request.gitlab_address))
    return [
        step
        for host, address, audience in wanted
        for step in _provider(account, host, address, audience)
    ]


def _provider(account: Account, host: str, address: str, audience: str) -> list[Step]:
    arn = names.provider_arn(account.request, host)

    def get() -> Any:
        return account.read("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)

    def audiences() -> Any:
        found = get()
        if found is None:
            return None
        return audience if audience in found["ClientIDList"] else found["ClientIDList"]

    # AWS checks the certificate by its own authorities and ignores a thumbprint, but for hosts that
    # none of them signed.
    return [
        Step(
            thing=f"tokens of {host}",
            aspect="exists",
            wanted=True,
            find=lambda: True if get() else None,
            make=lambda: account.create(
                "iam",
                "create_open_id_connect_provider",
                Url=address,
                ClientIDList=[audience],
            ),
        ),
        Step(
            thing=f"tokens of {host}",
            aspect="audience",
            wanted=audience,
            find=audiences,
            make=lambda: account.change(
                "iam",
                "add_client_id_to_open_id_connect_provider",
                OpenIDConnectProviderArn=arn,
                ClientID=audience,
            ),
        ),
    ]


def boundary_steps(account: Account) -> list[Step]:
    """Returns the step for the boundary, a managed policy."""
    request = account.request
    arn, document = names.boundary_arn(request), rights.boundary(request)

    def find() -> Any:
        policy = account.read("iam", "get_policy", PolicyArn=arn)
        if not policy:
            return None
        version = policy["Policy"]["DefaultVersionId"]
        found = account.change("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
        return _decoded(found["PolicyVersion"]["Document"])

    def make() -> None:
        text = json.dumps(document)
        if find() is None:
            inputs = {"PolicyName": names.boundary(request), "Path": names.PATH}
            account.create("iam", "create_policy", PolicyDocument=text, **inputs)
            return
        _make_room(account, arn)
        inputs = {"PolicyArn": arn, "PolicyDocument": text}
        account.change("iam", "create_policy_version", SetAsDefault=True, **inputs)

    thing = f"boundary {names.boundary(request)}"
    return [Step(thing=thing, aspect="rights at most", wanted=document, find=find, make=make)]


def _make_room(account: Account, arn: str) -> None:
    """Deletes the oldest version of a policy if it has as many as AWS keeps."""
    versions = account.change("iam", "list_policy_versions", PolicyArn=arn)["Versions"]
    if len(versions) < _VERSIONS:
        return
    old = [each for each in versions if not each["IsDefaultVersion"]]
    oldest = min(old, key=lambda each: each["CreateDate"])["VersionId"]
    account.change("iam", "delete_policy_version", PolicyArn=arn, VersionId=oldest)


def role_steps(account: Account, kind: str, stack: str) -> list[Step]:
    """Returns the steps for one role, which holds nothing but what stands here."""
    request = account.request
    role = _Role(account, names.role(request, kind, stack))
    given = trust.trust(request, kind, stack)
    allowed = (rights.preview if kind == names.PREVIEW else rights.deploy)(request, stack)
    boundary, seconds = names.boundary_arn(request), SECONDS[kind]
    inputs = {
        "AssumeRolePolicyDocument": json.dumps(given),
        "PermissionsBoundary": boundary,
        "MaxSessionDuration": seconds,
    }
    steps: list[tuple[str, Any, Callable[[], Any], Callable[[], Any]]] = [
        ("path", names.PATH, lambda: role.get("Path"), lambda: role.create(inputs)),
        (
            "trusts",
            given,
            role.trusted,
            lambda: role.put("update_assume_role_policy", PolicyDocument=json.dumps(given)),
        ),
        (
            "boundary",
            boundary,
            role.bounded,
            lambda: role.put("put_role_permissions_boundary", PermissionsBoundary=boundary),
        ),
        (
            "seconds",
            seconds,
            lambda: role.get("MaxSessionDuration"),
            lambda: role.put("update_role", MaxSessionDuration=seconds),
        ),
        ("rights", allowed, role.rights, lambda: role.put_rights(allowed)),
        ("further policies", [], role.further, role.take_away),
    ]
    return [
        Step(thing=f"role {role.name}", aspect=aspect, wanted=wanted, find=find, make=make)
        for aspect, wanted, find, make in steps
    ]


@dataclass(frozen=True)
class _Role:
    account: Account
    name: str

    def get(self, key: str) -> Any:
        found = self.account.read("iam", "get_role", RoleName=self.name)
        return found["Role"].get(key) if found else None

    def put(self, operation: str, **inputs: Any) -> None:
        self.account.change("iam", operation, RoleName=self.name, **inputs)

    def create(self, inputs: dict[str, Any]) -> None:
        if (path := self.get("Path")) is not None:
            raise OperationError(
                f"the role {self.name} exists in the path {path}, which AWS does not change",
                remedy=f"see who uses it, and delete it; a bootstrap makes it in {names.PATH}",
            )
        self.account.create("iam", "create_role", RoleName=self.name, Path=names.PATH, **inputs)

    def trusted(self) -> Any:
        return _decoded(self.get("AssumeRolePolicyDocument"))

    def bounded(self) -> str | None:
        found = self.get("PermissionsBoundary")
        return found["PermissionsBoundaryArn"] if found else None

    def rights(self) -> Any:
        found = self.account.read("iam", "get_role_policy", RoleName=self.name, PolicyName=_POLICY)
        return _decoded(found["PolicyDocument"]) if found else None

    def put_rights(self, allowed: Any) -> None:
        self.put("put_role_policy", PolicyName=_POLICY, PolicyDocument=json.dumps(allowed))

    def further(self) -> list[str]:
        attached = self.account.read("iam", "list_attached_role_policies", RoleName=self.name)
        if attached is None:
            # A role that is not there has none; it is missing by its other steps.
            return []
        inline = self.account.change("iam", "list_role_policies", RoleName=self.name)
        return [
            *(each["PolicyArn"] for each in attached["AttachedPolicies"]),
            *(each for each in inline["PolicyNames"] if each != _POLICY),
        ]

    def take_away(self) -> None:
        for each in self.further():
            if each.startswith("arn:"):
                self.put("detach_role_policy", PolicyArn=each)
            else:
                self.put("delete_role_policy", PolicyName=each)


def _decoded(document: Any) -> Any:
    return json.loads(document) if isinstance(document, str) else document
