"""The script of a NAT instance: it lets private subnets out, and nothing in."""

import re
import shutil
import subprocess

from planning.network import nat_script

SCRIPT = nat_script(["10.0.0.0/20", "10.0.16.0/20"], "10.0.0.0/16")


def test_bash_can_read_it() -> None:
    subprocess.run(["bash", "-n"], input=SCRIPT, text=True, check=True)


def test_only_private_subnets_get_out_and_only_out_of_the_network() -> None:
    allowed = [line.strip() for line in SCRIPT.splitlines() if line.strip().endswith("accept")]
    inside = "ip saddr { 10.0.0.0/20, 10.0.16.0/20 } ip daddr != 10.0.0.0/16"
    answers = "ct state established,related accept"
    assert allowed == ["iif lo accept", answers, answers, f"{inside} accept"]
    assert f"{inside} masquerade" in SCRIPT
    # What is not allowed is dropped, for the machine itself and for what it carries.
    assert SCRIPT.count("policy drop") == 2


def test_a_step_that_fails_ends_the_machine() -> None:
    """Or the group would keep one that carries nothing."""
    assert re.search(r"^set -Eeuo pipefail$", SCRIPT, re.M)
    assert re.search(r"^trap 'shutdown -h now' ERR$", SCRIPT, re.M)
    failing = SCRIPT.replace("shutdown -h now", "echo ended; exit 3")
    failing = re.sub(r"^systemctl disable.*$", "", failing, flags=re.M)
    failing = failing.replace("sleep 6", "true").replace("dnf install", "false install")
    ran = subprocess.run(
        [str(shutil.which("bash")), "-c", failing],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )
    assert (ran.stdout, ran.returncode) == ("ended\n", 3)
