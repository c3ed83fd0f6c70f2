"""Rules about secrets: they are in Secrets Manager, never in code, settings or plain parameters."""

from policies.resources import Resource
from policies.rule import CRITICAL, HIGH, Fault, Faults, baseline, fsbp, rule
from policies.secret_values import decoded, looks_like, variable_holds

INTO_SECRETS_MANAGER = "put it into Secrets Manager, and name the secret under `uses.secrets`"


@rule("aws:ecs/taskDefinition:TaskDefinition", HIGH, fsbp("ECS.8"), INTO_SECRETS_MANAGER)
def ecs_no_secret_in_a_container(task: Resource) -> Faults:
    """A container is given secrets by reference, never as the value of a variable, in its command
    or in a label."""
    for container in task.document("containerDefinitions").blocks("items"):
        place = f"containerDefinitions[{container.get('name', '')}]"
        for variable in container.blocks("environment"):
            name = str(variable.content.get("name", ""))
            if kind := variable_holds(name, variable.content.get("value")):
                yield Fault(f"{place}.environment.{name}", f"holds {kind}")
        for key in ("command", "entryPoint"):
            for word in container.texts(key):
                if kind := looks_like(word):
                    yield Fault(f"{place}.{key}", f"holds {kind}")


@rule("aws:lambda/function:Function", HIGH, baseline("secrets"), INTO_SECRETS_MANAGER)
def lambda_no_secret_in_a_variable(function: Resource) -> Faults:
    """A function's variables hold no secret."""
    for name, value in function.get("environment.variables", {}).items():
        if kind := variable_holds(name, value):
            yield Fault(f"environment.variables.{name}", f"holds {kind}")


@rule("aws:ssm/parameter:Parameter", HIGH, baseline("secrets"), "make its type SecureString")
def ssm_no_secret_in_a_plain_parameter(parameter: Resource) -> Faults:
    """A parameter in plain text holds no secret."""
    if parameter.get("type") == "SecureString":
        return
    name = str(parameter.content.get("name", parameter.name)).rpartition("/")[2]
    for key in ("insecureValue", "value"):
        for text in parameter.texts(key):
            if kind := variable_holds(name, text):
                yield Fault(key, f"holds {kind}")


@rule(
    ("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"),
    HIGH,
    baseline("secrets"),
    "let the machine read it from Secrets Manager when it starts",
)
def ec2_no_secret_in_user_data(machine: Resource) -> Faults:
    """A machine's user data, which everyone on it can read, holds no secret."""
    for key in ("userData", "userDataBase64"):
        for text in machine.texts(key):
            kinds = {kind for each in decoded(text) if (kind := looks_like(each))}
            yield from (Fault(key, f"holds {kind}") for kind in sorted(kinds))


@rule(
    ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    CRITICAL,
    baseline("secrets"),
    "leave `password` out and set `manageMasterUserPassword`",
)
def rds_password_is_made_by_aws(database: Resource) -> Faults:
    """A database's master password is made and kept by AWS, so no program and no state has it."""
    if database.has("password"):
        yield Fault("password", "is set by the program")
