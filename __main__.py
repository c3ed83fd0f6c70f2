"""Builds one environment of the platform: the network, the gateway, the services and workers of
config/workload.yaml and the data they use, as Pulumi.<stack>.yaml sizes them, and what own/ adds.

The architecture is in stacks/cloud.py, and for Docker in stacks/local.py.
"""

from datetime import date
from pathlib import Path

import pulumi

import extension
import stacks
from config import ConfigError, load

FOLDER = Path(__file__).parent
team = extension.load(FOLDER)
try:
    platform = load(
        pulumi.get_stack(),
        pulumi.Config().get("settings"),
        folder=FOLDER,
        today=date.today(),
        own=pulumi.Config().get_bool("own-file") is not False,
        exports=team.variables,
    )
except ConfigError as error:
    # The message says it all; a trace would hide it.
    raise pulumi.RunError(str(error)) from None

for notice in platform.notices:
    pulumi.log.warn(notice)

with extension.applied(team):
    outputs = stacks.build(platform, team)
for name, value in outputs.items():
    pulumi.export(name, value)
