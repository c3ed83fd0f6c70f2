"""A user pool: how people sign in, what its clients may ask for, and who may do what with users."""

import json
from typing import Any

import pytest

from components.identity import UserPool, UserPoolArgs
from config.identity import UserPool as UserPoolModel
from config.identity import UserPoolSettings
from tests.factories import make_environment, make_grantee
from tests.graph import Graph, deploy
from tests.stacks.local_stack import plain

COGNITO = "aws:cognito/"
POOL = f"{COGNITO}userPool:UserPool"
CLIENT = f"{COGNITO}userPoolClient:UserPoolClient"
DOMAIN = f"{COGNITO}userPoolDomain:UserPoolDomain"
SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"

DECLARED: dict[str, Any] = {
    "groups": ["admins"],
    "scopes": {"api": ["read", "write"]},
    "clients": {
        "web": {
            "flow": "code",
            "callbacks": ["app/signed-in", "com.example.app://in"],
            "sign_outs": ["@/"],
            "scopes": ["api/read"],
        },
        "batch": {"flow": "client_credentials", "scopes": ["api/write"]},
    },
}


def built(access: str = "names", mail_from: str | None = None, **changes: Any) -> Graph:
    declared, settings = changes.pop("declared", {}), changes.pop("settings", {})

    def program() -> None:
        args = UserPoolArgs(
            environment=make_environment(**changes),
            pool="people",
            declared=UserPoolModel.model_validate({**DECLARED, **declared}),
            settings=UserPoolSettings(**settings),
            kms_key_arn="arn:key",
            mail_from=mail_from,
            configuration_set="shop-mail" if mail_from else None,
        )
        UserPool("user-pool-people", args).allow_to(access, make_grantee("orders"))  # type: ignore[arg-type]

    return deploy(program)


def test_people_sign_in_by_a_proven_address_and_may_set_up_a_second_factor() -> None:
    pool = built().one(POOL).inputs
    assert pool["usernameAttributes"] == ["email"]
    assert pool["usernameConfiguration"] == {"caseSensitive": False}
    assert pool["autoVerifiedAttributes"] == ["email"]
    assert pool["mfaConfiguration"] == "OPTIONAL"
    assert pool["softwareTokenMfaConfiguration"] == {"enabled": True}
    assert pool["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": True}
    assert pool["userPoolTier"] == "LITE"
    assert pool["userPoolAddOns"] == {"advancedSecurityMode": "OFF"}
    assert pool["emailConfiguration"] == {"emailSendingAccount": "COGNITO_DEFAULT"}


def test_names_that_people_choose_are_no_addresses() -> None:
    pool = built(declared={"sign_in": "username", "mfa": "none"}).one(POOL).inputs
    assert "usernameAttributes" not in pool
    assert pool["mfaConfiguration"] == "OFF"
    assert "softwareTokenMfaConfiguration" not in pool


@pytest.mark.parametrize(("protect", "wanted"), [(True, "ACTIVE"), (False, "INACTIVE")])
def test_a_protected_pool_is_protected_twice(protect: bool, wanted: str) -> None:
    pool = built(protect=protect).one(POOL)
    assert (pool.protect, pool.inputs["deletionProtection"]) == (protect, wanted)


def test_mail_comes_from_the_environment_s_domain() -> None:
    pool = built(mail_from="no-reply@shop.example.com").one(POOL).inputs
    assert pool["emailConfiguration"] == {
        "emailSendingAccount": "DEVELOPER",
        "fromEmailAddress": "no-reply@shop.example.com",
        "sourceArn": "arn:aws:ses:eu-central-1:111122223333:identity/shop.example.com",
        "configurationSet": "shop-mail",
    }


def test_a_client_of_people_has_its_addresses_and_scopes_and_no_secret() -> None:
    graph = built(settings={"callbacks": {"web": ["http://localhost:3000/"]}})
    web = graph.one(CLIENT, "user-pool-people-web").inputs
    assert web["generateSecret"] is False
    assert web["allowedOauthFlows"] == ["code"]
    assert web["allowedOauthScopes"] == ["api/read", "email", "openid", "profile"]
    assert web["callbackUrls"] == [
        "https://app.shop.example.com/signed-in",
        "com.example.app://in",
        "http://localhost:3000/",
    ]
    assert web["logoutUrls"] == ["https://shop.example.com/"]
    assert (web["accessTokenValidity"], web["refreshTokenValidity"]) == (60, 30)
    assert web["tokenValidityUnits"]["accessToken"] == "minutes"
    assert web["preventUserExistenceErrors"] == "ENABLED"


def test_a_program_s_client_has_a_secret_in_secrets_manager() -> None:
    graph = built()
    batch = graph.one(CLIENT, "user-pool-people-batch").inputs
    assert batch["generateSecret"] is True
    assert batch["allowedOauthFlows"] == ["client_credentials"]
    assert batch["allowedOauthScopes"] == ["api/write"]
    assert "callbackUrls" not in batch
    assert graph.one(SECRET).inputs["name"] == "shop/test/user-pool-people-batch"
    assert plain(graph.one(VERSION).inputs["secretString"]) == "made-by-cognito"
    assert "made-by-cognito" not in json.dumps(graph.component("user-pool-people").outputs)


def test_scopes_and_groups_are_those_of_the_workload() -> None:
    graph = built()
    server = graph.one(f"{COGNITO}resourceServer:ResourceServer").inputs
    assert server["identifier"] == "api"
    assert [each["scopeName"] for each in server["scopes"]] == ["read", "write"]
    assert graph.one(f"{COGNITO}userGroup:UserGroup").inputs["name"] == "admins"


def test_the_pages_have_an_address_that_no_other_account_has() -> None:
    mine, other = built(), built(account_id="222233334444")
    names = [graph.one(DOMAIN).inputs["domain"] for graph in (mine, other)]
    assert names[0] != names[1]
    assert names[0].startswith("shop-test-people-")
    assert built(settings={"domain_prefix": "shop"}).one(DOMAIN).inputs["domain"] == "shop"
    assert built(project="awsome").one(DOMAIN).inputs["domain"].startswith("sign-in-")


@pytest.mark.parametrize(
    ("access", "has", "lacks"),
    [
        ("read", "cognito-idp:AdminGetUser", "cognito-idp:AdminCreateUser"),
        ("manage", "cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword"),
    ],
)
def test_rights_are_for_this_pool_and_never_to_be_somebody(
    access: str, has: str, lacks: str
) -> None:
    graph = built(access)
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", f"user-pool-people-{access}--orders")
    [statement] = graph.policy(policy)["Statement"]
    assert has in statement["Action"]
    assert lacks not in statement["Action"]
    [pool] = statement["Resource"]
    assert pool.endswith(":userpool/userPool-user-pool-people")


def test_a_program_that_knows_names_has_no_rights() -> None:
    assert built("names").find("aws:iam/rolePolicy:RolePolicy") == []
