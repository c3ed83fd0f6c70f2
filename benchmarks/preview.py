"""How fast a preview is: ours of production beside a bare Pulumi program that registers the same
resources with the same inputs, several stacks in one process beside one process each, and the time
per resource as the number of services grows, all with routes and over as many load balancers as
they need, beside that of the smallest number: of the preview, and of the creation in an emulated
account.

    .venv/bin/python benchmarks/preview.py

Whole processes, alternating, the best of five each. Times are those of the processor, which other
work on the machine disturbs least.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
SERVICES = (5, 50, 200)
STACKS = ("prod", "staging", "dev")


def main() -> None:
    """Prints all comparisons."""
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder))
    print()
    together()
    print()
    grow()


def compare(folder: Path) -> None:
    """Our preview beside the bare program's."""
    document = folder / "ours.json"
    preview(ROOT, document)
    steps = json.loads(document.read_text())["steps"]
    bare = folder / "bare"
    bare.mkdir()
    (bare / "Pulumi.yaml").write_text("name: plinth\nruntime: python\n")
    (bare / "Pulumi.prod.yaml").write_text("config: {}\n")
    (bare / "__main__.py").write_text("\n".join(bare_program(steps)))
    preview(bare, folder / "bare.json")
    registered = json.loads((folder / "bare.json").read_text())["steps"]
    if (differing := differences(steps, registered)) > 0:
        print(f"warning: {differing} resources of the bare program have other inputs")
    ours, theirs = [], []
    for run in range(RUNS):
        ours.append(preview(ROOT))
        theirs.append(preview(bare))
        print(f"run {run + 1}: ours {ours[-1]:.2f} s, bare {theirs[-1]:.2f} s", file=sys.stderr)
    print(f"{len(steps)} resources of production, best of {RUNS} whole processes")
    print(f"  bare Pulumi program  {min(theirs):.2f} s")
    print(f"  plinth               {min(ours):.2f} s")
    print(f"  ratio                {min(ours) / min(theirs):.2f}   (aim: at most 1.15)")


def preview(folder: Path, document: Path | None = None) -> float:
    """Processor seconds that a preview of a project takes, as a process of its own."""
    json_file = ["--json", str(document)] if document else []
    return seconds("preview", "prod", *json_file, "--folder", str(folder))


def seconds(*arguments: str) -> float:
    """Processor seconds of a command."""
    command = [sys.executable, "-m", "operations", *arguments]
    started = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"`{' '.join(command)}` failed")
    return used.ru_utime + used.ru_stime


def together() -> None:
    """The documents of all stacks by one process, beside a process for each."""
    one, each = [], []
    for _ in range(RUNS):
        one.append(seconds("documents", *STACKS))
        each.append(sum(seconds("documents", stack) for stack in STACKS))
    print(f"documents of {', '.join(STACKS)}, best of {RUNS}")
    print(f"  a process for each   {min(each):.2f} s")
    print(f"  one process          {min(one):.2f} s")
    print(f"  ratio                {min(one) / min(each):.2f}")


def bare_program(steps: list[dict[str, Any]]) -> Iterator[str]:
    """A Pulumi program as one would write it by hand for these resources, each in one call."""
    yield "import pulumi\nimport pulumi_aws as aws\n\nO = pulumi.ResourceOptions\nr = {}"
    for step in steps:
        state = step["newState"]
        urn, type_ = state["urn"], state["type"]
        name = urn.rsplit("::", 1)[1]
        if type_ == "pulumi:pulumi:Stack":
            continue
        options = option_text(state)
        if type_ == "pulumi:providers:aws":
            yield f'r[{urn!r}] = aws.Provider("{name}", region="eu-central-1")'
        elif not state["custom"]:
            yield f"r[{urn!r}] = pulumi.ComponentResource({type_!r}, {name!r}, None, {options})"
        else:
            module = type_.split(":")[1].split("/")[0].replace("lambda", "lambda_")
            inputs = {snake(key): value for key, value in state.get("inputs", {}).items()}
            yield (
                f"r[{urn!r}] = aws.{module}.{type_.split(':')[2]}"
                f"({name!r}, opts={options}, **{inputs!r})"
            )


def option_text(state: dict[str, Any]) -> str:
    """The options of a resource, as source text."""
    parts = []
    if not state.get("parent", "").endswith("pulumi:pulumi:Stack::plinth-prod"):
        parts.append(f"parent=r[{state['parent']!r}]")
    if state.get("provider"):
        parts.append(f"provider=r[{state['provider'].rsplit('::', 1)[0]!r}]")
    if state.get("protect"):
        parts.append("protect=True")
    return f"O({', '.join(parts)})"


def snake(name: str) -> str:
    """cidrBlock -> cidr_block."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def differences(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> int:
    """How many resources have other inputs in the second plan; providers aside."""

    def inputs(steps: list[dict[str, Any]]) -> dict[str, str]:
        states = [step["newState"] for step in steps]
        return {
            state["urn"]: json.dumps(state.get("inputs"), sort_keys=True)
            for state in states
            if not state["type"].startswith("pulumi:")
        }

    first, second = inputs(ours), inputs(theirs)
    return sum(first.get(urn) != second.get(urn) for urn in first | second)


def grow() -> None:
    """Time per resource of an environment with more and more services."""
    print("                     previewed             emulated")
    print("services  resources  ms each  to fewest    ms each  to fewest")
    fewest: list[float] = []
    for services in SERVICES:
        each = [run_size(services, how) for how in ("previewed", "emulated")]
        fewest = fewest or [milliseconds for _, milliseconds in each]
        columns = [
            f"{milliseconds:7.2f}  {milliseconds / least:9.2f}"
            for (_, milliseconds), least in zip(each, fewest, strict=True)
        ]
        print(f"{services:8}  {each[0][0]:9}  {'    '.join(columns)}", flush=True)


def run_size(services: int, how: str) -> tuple[int, float]:
    """Resources of an environment with so many services, and milliseconds for each, measured in a
    process of its own."""
    command = [sys.executable, __file__, how, str(services)]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    resources, used = json.loads(output)
    return resources, 1000 * used / resources


def one_size(how: str, services: int) -> None:
    """Prints the resources and the best processor seconds of an environment with so many services.
    Raises SystemExit if the emulated account refuses a resource."""
    sys.path.insert(0, str(ROOT))
    from backends import PlanBackend
    from emulation import emulate_function
    from engine import run_function
    from stacks import cloud
    from tests.factories import make_platform

    balancers = 1 + services // 30
    quotas = {"listener_rules": 200, "security_group_rules": 200}
    platform = make_platform(
        "prod",
        workload={"services": many(services)},
        settings={"gateway": {"load_balancers": balancers}, "quotas": quotas},
    )

    def build() -> None:
        cloud.build(platform)

    def previewed() -> int:
        return len(run_function(build, PlanBackend(), stack="prod").registrations)

    def emulated() -> int:
        with emulate_function(build, stack="prod") as emulation:
            refused = [attempt for attempt in emulation.attempts if attempt.problem]
            if refused:
                raise SystemExit(f"{len(refused)} refused; the first: {refused[0]}")
            return len(emulation.outcome.registrations)

    run, times = (previewed, 3) if how == "previewed" else (emulated, 1)
    used = []
    for _ in range(times):
        started = time.process_time()
        resources = run()
        used.append(time.process_time() - started)
    print(json.dumps([resources, min(used)]))


def many(services: int) -> dict[str, Any]:
    """Services that each use a database, a bucket and the queue of another."""
    return {
        f"service-{number}": {
            "image": f"service-{number}:1",
            "port": 8080,
            "routes": [{"paths": [f"/api/service-{number}"]}],
            "uses": {
                "databases": {"orders": "write"},
                "buckets": {"uploads": "read"},
                "queues": {"mails": "send"},
            },
        }
        for number in range(services)
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(sys.argv[1], int(sys.argv[2]))
    else:
        main()
