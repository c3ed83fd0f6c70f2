"""AWS's own programs for sessions, which must be on this machine: the AWS CLI and its plugin.

Session Manager's protocol is spoken by the plugin alone. It takes over the terminal, so the CLI
runs in the foreground, with the operator's credentials and the environment's region.
"""

import shutil
import subprocess
from collections.abc import Sequence

from operations.errors import OperationError
from operations.sites import Site

CLI = "aws"
PLUGIN = "session-manager-plugin"
_INSTALL = {
    CLI: "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    PLUGIN: "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-install-plugin.html (macOS: brew install "
    "session-manager-plugin; Debian and Ubuntu: AWS's .deb)",
}


def check(site: Site) -> None:
    """Raises OperationError if no session can be opened from here."""
    if site.endpoint:
        raise OperationError(
            "the emulated account opens no sessions: it starts no containers",
            remedy="leave out --emulated to ask AWS, or use a stack on Docker",
        )
    for program in (CLI, PLUGIN):
        if shutil.which(program) is None:
            raise OperationError(
                f"{program} is not on PATH, and AWS opens sessions through it only",
                remedy=f"install it: {_INSTALL[program]}",
            )


def run(site: Site, words: Sequence[str]) -> int:
    """Runs the AWS CLI in the terminal, and returns its exit status."""
    ended = subprocess.run([CLI, *words, "--region", site.region], check=False)
    return ended.returncode
