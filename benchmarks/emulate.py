"""How long an emulated environment takes beside moto's own time: to create it, and to read it back
for drift.

    .venv/bin/python benchmarks/emulate.py [STACK ...]

Each measurement is a process of its own, the best of three. Times are those of the processor, which
whatever else the machine does disturbs least. What imports take is told apart; moto's time is that
between a request and its answer.
"""

import importlib
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
    print("             creating it                                  reading it")
    print("stack     resources  imports  seconds   moto  ratio     seconds   moto  ratio")
    for stack in stacks:
        best = min((measured(stack) for _ in range(RUNS)), key=lambda found: found["seconds"])
        print(
            f"{stack:8}  {best['resources']:9}  {best['imports']:5.1f} s  {best['seconds']:5.1f} s"
            f"  {best['moto']:3.1f} s  {best['seconds'] / best['moto']:5.2f}"
            f"     {best['drift']:5.1f} s  {best['drift_moto']:3.1f} s"
            f"  {best['drift'] / best['drift_moto']:5.2f}",
            flush=True,
        )


def measured(stack: str) -> dict[str, Any]:
    """One run in a process of its own."""
    output = subprocess.run(
        [sys.executable, __file__, "--one", stack],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, Any] = json.loads(output)
    return found


def one(stack: str) -> None:
    """Prints what one emulation came to."""
    sys.path.insert(0, str(ROOT))
    from moto.core.botocore_stubber import BotocoreStubber

    from emulation import emulate

    importlib.import_module("stacks.cloud")
    imports, moto = time.process_time(), 0.0
    answer = BotocoreStubber.__call__

    def timed(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal moto
        start = time.thread_time()
        try:
            return answer(self, *args, **options)
        finally:
            moto += time.thread_time() - start

    BotocoreStubber.__call__ = timed  # type: ignore[method-assign]
    with emulate(ROOT, stack) as emulation:
        created, of_moto = time.process_time(), moto
        emulation.differences()
        drift = time.process_time() - created
    print(
        json.dumps(
            {
                "resources": len(emulation.attempts),
                "imports": imports,
                "seconds": created - imports,
                "moto": of_moto,
                "drift": drift,
                "drift_moto": moto - of_moto,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
    else:
        main(sys.argv[1:] or list(STACKS))
