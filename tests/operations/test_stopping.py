"""A command that is ended from outside says so in one line, at once, with the status for that."""

import signal
import subprocess
import sys

import pytest

from tests.factories import ROOT

BUSY = """
import asyncio, signal, sys, time
from operations import __main__, stopping

# What a shell starts in the background has them ignored, and so would be the tests' children.
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)

async def program():
    print("running", flush=True)
    time.sleep(60)

def command():
    try:
        asyncio.run(program())
    finally:
        print("put away", flush=True)

__main__.commands = lambda: __main__.typer.main.get_command(app)
app = __main__.typer.Typer()
app.command()(command)
stopping.in_order()
sys.argv = ["operations"]
__main__.main()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_ends_in_order(number: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUSY],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert out == "put away\n"
    assert err == "error: interrupted\n"
    assert process.returncode == status
