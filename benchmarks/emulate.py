"""How long an emulated environment takes, and what of it is moto's: to create it, and to read it
back for drift.
    .venv/bin/python benchmarks/emulate.py [STACK ...]

Each measurement is a process of its own, the best of three.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3
STACKS = ("staging", "prod")


def main(stacks: list[str]) -> None:
    """Prints a line for each stack."""
    print("stack     resources  created  seconds  resources/s  in moto  operations  drift")
    for stack in stacks:
        best = min((measured(stack) for _ in range(RUNS)), key=lambda found: found["seconds"])
        print(
            f"{stack:8}  {best['resources']:9}  {best['created']:7.1%}  {best['seconds']:7.1f}"
            f"  {best['resources'] / best['seconds']:11.0f}  {best['moto'] / best['seconds']:7.0%}"
            f"  {best['operations']:10}  {best['drift']:3.1f} s",
            flush=True,
        )


def measured(stack: str) -> dict[str, Any]:
    """One run in a process of its own, with all that starting it takes."""
    start = time.perf_counter()
    output = subprocess.run(
        [sys.executable, __file__, "--one", stack],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    whole = time.perf_counter() - start
    found: dict[str, Any] = json.loads(output)
    return {**found, "seconds": whole - found["drift"]}


def one(stack: str) -> None:
    """Prints what one emulation came to."""
    sys.path.insert(0, str(ROOT))
    from moto.core.botocore_stubber import BotocoreStubber

    from emulation import emulate

    seconds, operations = 0.0, 0
    answer = BotocoreStubber.__call__

    def timed(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal seconds, operations
        start = time.perf_counter()
        try:
            return answer(self, *args, **options)
        finally:
            seconds += time.perf_counter() - start
            operations += 1

    BotocoreStubber.__call__ = timed  # type: ignore[method-assign]
    with emulate(ROOT, stack) as emulation:
        spent, made = seconds, operations
        start = time.perf_counter()
        emulation.differences()
        drift = time.perf_counter() - start
    became = [attempt.became for attempt in emulation.attempts]
    share = became.count("created") / len(became)
    print(
        json.dumps(
            {
                "resources": len(became),
                "created": share,
                "moto": spent,
                "operations": made,
                "drift": drift,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
    else:
        main(sys.argv[1:] or list(STACKS))
