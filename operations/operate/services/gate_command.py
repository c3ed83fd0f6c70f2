"""`deployment`: a deployment that waits at a gate, and the answers to it."""

from typing import Annotated

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.programs import Program, all_of, changes, one, times
from operations.operate.services import deployments, following, gates, shown
from operations.operate.services.deployments import Deployment
from operations.pulumi_cli import on_docker
from operations.sites import Site, options, standing

gates_app = typer.Typer(
    help="Look at deployments that wait at a gate, and answer them.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="A service of the workload.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for the end of the deployment.")]


@gates_app.command()
def show(
    name: Annotated[str, typer.Argument(help="A service of the workload; none is all.")] = "",
    *,
    stack: options.Stack,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show which deployments wait for an answer, at which stage and until when.

    Ends with status 2 if one waits, and 0 if none does.
    """
    outputs.check_writable(json_file)
    site = _site(stack, folder, emulated=emulated)
    programs = [one(site, name, "service")] if name else _services(site)
    found = [(each, deployments.going_on(site, each)) for each in programs]
    waiting = [(each, going) for each, going in found if going is not None and going.gates]
    if json_file:
        content = [{**shown.as_dict(going), "name": each.name} for each, going in waiting]
        outputs.write(shown.as_json(content), json_file)
    stream = outputs.beside(json_file)
    for each, going in waiting:
        print(_waits(each, going), file=stream)
    if waiting:
        print(
            f"the answer: python -m operations deployment continue {waiting[0][0].name} --stack "
            f"{stack}, or rollback",
            file=stream,
        )
        raise Ended(Ended.FOUND)
    print(f"no deployment of {name or stack} waits for an answer", file=stream)


@gates_app.command("continue")
def continue_(
    name: Name,
    *,
    stack: options.Stack,
    yes: Yes = False,
    follow: Follow = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Let a deployment that waits go on to its next stage.

    With --follow it ends with status 2 if ECS rolled the deployment back after all.
    """
    site = _site(stack, folder, emulated=emulated)
    program = one(site, name, "service")
    going = gates.one_going_on(site, program)
    if not going.gates:
        raise OperationError(
            f"the deployment of {name} waits for no answer: it is {going.state}",
            remedy=f"`python -m operations deployments {name} --stack {stack} --follow` follows it",
        )
    print(_waits(program, going))
    changes.confirm(f"The deployment of {name} of {stack} goes on.", yes=yes)
    gates.answer(site, program, going, "CONTINUE")
    print(f"{name}: the deployment goes on")
    if follow:
        ended = following.to_the_end(site, program, tell=print)
        if ended is not None and not ended.succeeded:
            raise Ended(Ended.FOUND)


@gates_app.command()
def rollback(
    name: Name,
    *,
    stack: options.Stack,
    yes: Yes = False,
    follow: Follow = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Send a deployment back to the version before, whether it waits for an answer or not.

    A migration that has run stays. With --follow it ends with status 2 unless the version before
    runs again.
    """
    site = _site(stack, folder, emulated=emulated)
    program = one(site, name, "service")
    going = gates.one_going_on(site, program)
    print(_waits(program, going) if going.gates else shown.deployment(going))
    changes.confirm(f"{name} of {stack} goes back to the version before.", yes=yes)
    if going.gates:
        gates.answer(site, program, going, "ROLLBACK")
    else:
        gates.send_back(site, program, going)
    print(f"{name}: the deployment is sent back; `make drift STACK={stack}` shows the difference")
    if follow:
        ended = following.to_the_end(site, program, tell=print)
        if ended is not None and ended.status != deployments.BACK:
            raise Ended(Ended.FOUND)


@gates_app.command()
def ungate(
    name: Name,
    *,
    stack: options.Stack,
    yes: Yes = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Take gates and verification of a service away at AWS, after they have left the files.

    AWS's provider sends nothing when the last of them goes, and ECS keeps what it has.
    """
    site = _site(stack, folder, emulated=emulated)
    program = one(site, name, "service")
    if gates.declared(site, program):
        raise OperationError(
            f"the files give {name} gates or a verification, and no `up` would bring them back",
            remedy=f"take `approvals` and `verification` of {name} out of the files first",
        )
    stages = gates.standing(site, program)
    if not stages:
        print(f"deployments of {name} wait nowhere")
        return
    changes.confirm(
        f"Deployments of {name} of {stack} no longer stop at {', '.join(stages)}.", yes=yes
    )
    gates.remove(site, program)
    print(f"{name}: the gates are gone; `make up STACK={stack}` takes note of it")


def _site(stack: str, folder: options.Folder, *, emulated: bool) -> Site:
    if on_docker(folder.resolve(), stack):
        raise OperationError(
            f"{stack} is on Docker, which replaces containers at once, and nothing waits",
            remedy=f"see `make status STACK={stack}`",
        )
    return standing(stack, folder, emulated=emulated)


def _services(site: Site) -> list[Program]:
    return [each for each in all_of(site) if each.kind == "service"]


def _waits(program: Program, found: Deployment) -> str:
    stage = found.stage.lower().replace("_", " ")
    lines = [f"{program.name}  waits at {stage}, begun {times.shown(found.created)}"]
    lines += [f"    {shown.gate(each)}" for each in found.gates]
    lines += [f"    {name}: {image}" for name, image in sorted(found.images.items())]
    return "\n".join(lines)
