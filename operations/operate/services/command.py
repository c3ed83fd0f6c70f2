"""`service` and `deployments`: scale, pause, resume and restart programs; see what was deployed."""

from pathlib import Path
from typing import Annotated

import typer

from operations import outputs
from operations.docker.desk import programs as containers
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.programs import Program, changes, one, running
from operations.operate.services import deployments, following, pausing, scaling, shown
from operations.pulumi_cli import on_docker
from operations.sites import Site, options, standing

app = typer.Typer(
    help="Scale, pause, resume and restart services and workers.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="A service or worker of the workload.")]
Anything = Annotated[str, typer.Argument(help="A service, worker or job of the workload.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]
Follow = Annotated[bool, typer.Option(help="Wait until the new tasks have taken over.")]


@app.command()
def scale(
    name: Name,
    *,
    stack: options.Stack,
    tasks: Annotated[
        int | None, typer.Option(min=0, help="The number of tasks now, within the range.")
    ] = None,
    least: Annotated[
        int | None, typer.Option("--min", min=0, max=1000, help="The least number of tasks.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", min=1, max=1000, help="The largest number of tasks.")
    ] = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Set the number of tasks, or the range in which the autoscaler keeps it, at once.

    The autoscaler goes on from --tasks by its metrics. A range holds until `up` changes it in the
    file or takes note of it by a refresh, so write it there too, as is shown.
    """
    _not_on_docker(stack, folder, "has one container for each program")
    if tasks is None and least is None and most is None:
        raise OperationError("nothing to set", remedy="give --tasks, --min or --max")
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name, "service", "worker")
    _not_paused(site, program)
    allowed = scaling.range_of(site, program)
    low = allowed.least if least is None else least
    high = allowed.most if most is None else most
    if low > high:
        raise OperationError(
            f"the least number of tasks, {low}, is above the largest, {high}",
            remedy="give both --min and --max",
        )
    if tasks is not None and not low <= tasks <= high:
        raise OperationError(
            f"{tasks} tasks are outside of {low} to {high}, where the autoscaler keeps {name}",
            remedy="give --min or --max as well",
        )
    if (low, high) != (allowed.least, allowed.most):
        scaling.set_range(site, program, low, high)
        print(f"{name}: {low} to {high} tasks, was {allowed.least} to {allowed.most}")
        _tell_the_file(site, program, low, high)
    now = scaling.tasks_of(site, program)
    # The autoscaler would wait for its next look at the metrics to keep its own range.
    wanted = min(max(now, low), high) if tasks is None else tasks
    if wanted != now:
        scaling.set_tasks(site, program, wanted)
    print(f"{name}: {wanted} tasks, was {now}")


@app.command()
def pause(
    name: Anything,
    *,
    stack: options.Stack,
    yes: Yes = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Stop all tasks of a program, and keep it so until `resume`; a job does not start."""
    if on_docker(folder.resolve(), stack):
        stopped = containers.pause(name, stack=stack, folder=folder)
        print(f"{name} " + ("paused, until `resume` or `up`" if stopped else "was paused already"))
        return
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name)
    if program.kind == "job":
        question = f"{name} of {stack} does not start any more, until it is resumed."
    else:
        now = scaling.tasks_of(site, program)
        question = f"All {now} tasks of {name} of {stack} are stopped, and nothing starts one."
    changes.confirm(question, yes=yes)
    pausing.pause(site, program)
    print(f"{name} paused: `python -m operations service resume {name} --stack {stack}` ends it")


@app.command()
def resume(
    name: Anything,
    *,
    stack: options.Stack,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """End a pause: as many tasks as before it, and the autoscaler goes on."""
    if on_docker(folder.resolve(), stack):
        started = containers.resume(name, stack=stack, folder=folder)
        print(f"{name} " + ("resumed" if started else "is not paused"))
        return
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name)
    if program.kind != "job" and _before_pause(site, program) is None:
        print(f"{name} is not paused")
        return
    tasks = pausing.resume(site, program)
    print(f"{name} resumed" + (f" with {tasks} tasks" if program.kind != "job" else ""))


@app.command()
def restart(
    name: Name,
    *,
    stack: options.Stack,
    follow: Follow = True,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Replace all tasks by new ones of the same revision, by a deployment without downtime.

    Ends with status 2 if ECS rolled it back.
    """
    if on_docker(folder.resolve(), stack):
        containers.restart(name, stack=stack, folder=folder)
        print(f"{name} started again")
        return
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name, "service", "worker")
    _not_paused(site, program)
    before = start_anew(site, program)
    print(f"{name}: new tasks are started")
    if follow:
        _follow(site, program, after=before)


def deployments_of(
    name: Name,
    *,
    stack: options.Stack,
    count: Annotated[int, typer.Option(min=1, max=100, help="The most deployments.")] = 5,
    follow: Annotated[
        bool, typer.Option("--follow", help="Wait for the end of the newest one.")
    ] = False,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show the last deployments of a service or worker: revision, image, state and reason.

    With --follow it ends with status 0 if the newest one succeeded, and 2 if it was rolled back or
    stopped.
    """
    outputs.check_writable(json_file)
    _not_on_docker(stack, folder, "replaces containers at once, and remembers none")
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name, "service", "worker")
    found = deployments.history(site, program, count)
    if json_file:
        outputs.write(shown.as_json([shown.as_dict(each) for each in found]), json_file)
    stream = outputs.beside(json_file)
    for each in found:
        print(shown.deployment(each), file=stream)
    if not found:
        print(f"ECS remembers no deployment of {name}", file=stream)
    if follow:
        _follow(site, program)


def start_anew(site: Site, program: Program) -> str:
    """Starts new tasks of the same revision, once, and returns the ID of the deployment before."""
    former = deployments.latest(site, program)
    primary = running.primary(running.service(site, program)).get("id")

    def made() -> bool:
        return running.primary(running.service(site, program)).get("id") != primary

    changes.once(
        lambda: site.single("ecs").update_service(
            cluster=program.cluster, service=program.service, forceNewDeployment=True
        ),
        made,
        what=f"new tasks of {program.name}",
    )
    return former.id if former else ""


def _follow(site: Site, program: Program, *, after: str = "") -> None:
    ended = following.to_the_end(site, program, after=after, tell=lambda line: print(line))
    if ended is not None and not ended.succeeded:
        raise Ended(Ended.FOUND)


def _not_on_docker(stack: str, folder: Path, why: str) -> None:
    if on_docker(folder.resolve(), stack):
        raise OperationError(
            f"{stack} is on Docker, which {why}", remedy=f"see `make status STACK={stack}`"
        )


def _before_pause(site: Site, program: Program) -> int | None:
    return pausing.paused(running.service(site, program))


def _not_paused(site: Site, program: Program) -> None:
    if _before_pause(site, program) is not None:
        raise OperationError(
            f"{program.name} is paused",
            remedy=f"`python -m operations service resume {program.name} --stack {site.stack}`",
        )


def _tell_the_file(site: Site, program: Program, low: int, high: int) -> None:
    if scaling.scheduled(site, program):
        print("the program's schedules set the range again at the next of their times")
        return
    told = scaling.declared(site, program)
    if (low, high) == (told.least, told.most):
        print("the files say the same")
        return
    print(
        f"Pulumi.{site.stack}.yaml says {told.least} to {told.most}, and the next refresh or "
        "`drift --revert` goes back to that; to keep it, write\n"
        f"    sizes: {{{program.name}: {{tasks_min: {low}, tasks_max: {high}}}}}"
    )
