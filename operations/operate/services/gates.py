"""The answer to a deployment that waits at a gate, and the removal of gates that no file has any
more."""

from typing import Any, Literal

from config.settings import service_sizes
from operations import accounts
from operations.errors import OperationError
from operations.operate.programs import Program, changes, running
from operations.operate.services import deployments
from operations.operate.services.deployments import Deployment
from operations.sites import Site

Answer = Literal["CONTINUE", "ROLLBACK"]


def one_going_on(site: Site, program: Program) -> Deployment:
    """Returns the deployment that ECS is not done with. Raises OperationError if there is none."""
    found = deployments.going_on(site, program)
    if found is None:
        raise OperationError(
            f"no deployment of {program.name} goes on, so nothing waits for an answer",
            remedy=f"`python -m operations deployments {program.name} --stack {site.stack}` tells "
            "how the last ones ended",
        )
    return found


def answer(site: Site, program: Program, found: Deployment, given: Answer) -> None:
    """Gives the answer to each gate at which a deployment waits now. One that goes back at one of
    them goes back at all."""
    for gate in found.gates:
        _give(site, program, found, gate.id, given)
        if given == "ROLLBACK":
            return


def _give(site: Site, program: Program, found: Deployment, gate: str, given: Answer) -> None:
    def given_already() -> bool:
        now = deployments.going_on(site, program)
        return now is None or gate not in {each.id for each in now.gates}

    changes.once(
        lambda: site.single("ecs").continue_service_deployment(
            serviceDeploymentArn=found.arn, hookId=gate, action=given
        ),
        given_already,
        what=f"the answer to the deployment of {program.name}",
    )


def send_back(site: Site, program: Program, found: Deployment) -> None:
    """Rolls back a deployment that waits at no gate."""

    def sent_back() -> bool:
        now = deployments.going_on(site, program)
        return now is None or now.arn != found.arn

    changes.once(
        lambda: site.single("ecs").stop_service_deployment(
            serviceDeploymentArn=found.arn, stopType="ROLLBACK"
        ),
        sent_back,
        what=f"the end of the deployment of {program.name}",
    )


def declared(site: Site, program: Program) -> bool:
    """Returns true if the files give a service gates, or a verification that runs."""
    workload = site.platform.workload
    sizes = service_sizes(workload, site.platform.settings)
    if program.name not in sizes:
        return False
    size, service = sizes[program.name], workload.services[program.name]
    return bool(size.approvals) or (size.two_sets and service.verification is not None)


def standing(site: Site, program: Program) -> list[Any]:
    """Returns the stages at which deployments of a service wait for a person or a verification, as
    ECS has them."""
    return [
        stage.lower()
        for each in _hooks(site, program)
        if _is_ours(each)
        for stage in each["lifecycleStages"]
    ]


def remove(site: Site, program: Program) -> None:
    """Takes the gates and the verification of a service away at ECS, and leaves all else of its way
    of deploying. Starts no deployment."""
    configuration = dict(running.service(site, program)["deploymentConfiguration"])
    # ECS keeps hooks that a call leaves out, and removes those that an empty list leaves out.
    configuration["lifecycleHooks"] = [
        each for each in configuration.get("lifecycleHooks", ()) if not _is_ours(each)
    ]
    with accounts.asking(f"an end of the gates of {program.name}"):
        site.client("ecs").update_service(
            cluster=program.cluster,
            service=program.service,
            deploymentConfiguration=configuration,
        )


def _hooks(site: Site, program: Program) -> list[Any]:
    configuration = running.service(site, program).get("deploymentConfiguration") or {}
    return list(configuration.get("lifecycleHooks") or ())


def _is_ours(hook: Any) -> bool:
    """Returns true for a gate, and for the call of the verifier."""
    function = str(hook.get("hookTargetArn") or "").rpartition(":")[2]
    return bool(hook.get("targetType") == "PAUSE") or function.startswith("verifier-")
