"""Rules about rights and keys: who may do what, and who may decrypt."""

from policies.resources import Resource
from policies.rule import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Fault,
    Faults,
    baseline,
    fsbp,
    needs,
    rule,
    security_hub,
)
from policies.statements import is_public, open_to_all, statements

POLICIES = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
)
KEY = "aws:kms/key:Key"
DECRYPT = frozenset({"kms:decrypt", "kms:reencryptfrom", "kms:reencrypt*", "kms:*", "*"})
ROTATION_DAYS = 90


@rule(POLICIES, HIGH, fsbp("IAM.1"), "list the actions and the resources")
def iam_nobody_may_do_everything(policy: Resource) -> Faults:
    """A policy does not allow every action on every resource."""
    for place, statement in statements(policy.document("policy"), "Allow"):
        if {"*", "*:*"} & set(statement.texts("Action")) and "*" in statement.texts("Resource"):
            yield Fault(f"policy.{place}", "allows every action on every resource")


@rule(POLICIES, LOW, fsbp("IAM.21"), "list the actions that the program needs")
def iam_no_whole_service(policy: Resource) -> Faults:
    """A policy names actions, and not all those of a service."""
    for place, statement in statements(policy.document("policy"), "Allow"):
        for action in statement.texts("Action"):
            if action.endswith(":*"):
                yield Fault(f"policy.{place}.Action", f"has {action}")
        if statement.has("NotAction"):
            yield Fault(f"policy.{place}.NotAction", "allows whatever it does not name")


@rule(POLICIES, MEDIUM, fsbp("KMS.2"), "name the key")
def iam_decrypts_by_named_keys_only(policy: Resource) -> Faults:
    """A policy that allows decryption names the key."""
    for place, statement in statements(policy.document("policy"), "Allow"):
        asked = {action.lower() for action in statement.texts("Action")} & DECRYPT
        keys = [each for each in statement.texts("Resource") if each == "*" or ":key/*" in each]
        if asked and keys:
            yield Fault(f"policy.{place}", f"allows {', '.join(sorted(asked))} with {keys[0]}")


@rule("aws:iam/role:Role", CRITICAL, baseline("rights"), "name the service or the account")
def iam_role_names_who_takes_it(role: Resource) -> Faults:
    """A role says who may take it."""
    for place, statement in statements(role.document("assumeRolePolicy"), "Allow"):
        if is_public(statement):
            yield Fault(f"assumeRolePolicy.{place}", "lets everyone take the role")


@rule(
    (
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/accessKey:AccessKey",
    ),
    LOW,
    fsbp("IAM.2"),
    "use a role",
)
def iam_people_have_no_rights_of_their_own(resource: Resource) -> Faults:
    """Rights belong to roles, which are taken for a while; no user has rights or keys of its
    own."""
    yield Fault(resource.type.rpartition(":")[2], "is declared")


@rule(KEY, MEDIUM, security_hub("KMS.4"), "set `enableKeyRotation`")
def kms_rotates(key: Resource) -> Faults:
    """A key is rotated each year."""
    if key.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT":
        yield from needs(key, "enableKeyRotation", True)


@rule(
    (KEY, "aws:kms/keyPolicy:KeyPolicy"),
    CRITICAL,
    fsbp("KMS.5"),
    "name the principal, or bound it by a condition",
)
def kms_policy_names_who_may(key: Resource) -> Faults:
    """A key's policy lets nobody in without a name."""
    yield from open_to_all(key, "policy")


@rule(
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    CRITICAL,
    baseline("secrets"),
    "name the principal, or bound it by a condition",
)
def secrets_policy_names_who_may(policy: Resource) -> Faults:
    """A secret's policy lets nobody in without a name."""
    yield from open_to_all(policy, "policy")


@rule(
    "aws:secretsmanager/secretRotation:SecretRotation",
    MEDIUM,
    fsbp("SecretsManager.4"),
    f"rotate it every {ROTATION_DAYS} days or sooner",
)
def secrets_rotate_soon_enough(rotation: Resource) -> Faults:
    """A secret that is rotated is so within 90 days."""
    days = rotation.get("rotationRules.automaticallyAfterDays", 0)
    if days > ROTATION_DAYS:
        yield Fault("rotationRules.automaticallyAfterDays", f"is {days}", size=days - ROTATION_DAYS)
