"""One CloudWatch dashboard for the environment, and the log queries that people need at night.

    Dashboard          <project>-<stack>: objectives, requests, each program, data
    QueryDefinition    <project>/<stack>/<query>, over the programs' log groups

What they show is decided in `planning/dashboard`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment, physical_name
from planning.dashboard import QUERIES, Facts, content

TYPE = "plinth:dashboard:Dashboard"
_LOG_GROUPS = 50
"""The log groups that a saved query may name.
docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html"""


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """The inputs from which a dashboard is built. All of them change in place."""

    environment: Environment
    facts: Facts
    log_groups: Mapping[str, Mapping[str, pulumi.Input[str]]]
    """The name of each program's log group, by kind and program."""


class Dashboard(pulumi.ComponentResource):
    """The environment's dashboard. The first three of an account are free, each further one costs 3
    USD a month (aws.amazon.com/cloudwatch/pricing). Queries are free; running one costs by what it
    reads."""

    name: pulumi.Output[str]
    """The dashboard's name, which is a part of its address in the console."""

    def __init__(
        self, name: str, args: DashboardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        environment = args.environment
        dashboard = aws.cloudwatch.Dashboard(
            name,
            dashboard_name=physical_name(f"{environment.project}-{environment.stack}", 255),
            dashboard_body=pulumi.Output.json_dumps(
                content(args.facts), sort_keys=True, separators=(",", ":")
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._save_queries()
        self.name = dashboard.dashboard_name
        self.register_outputs({"name": self.name})

    def _save_queries(self) -> None:
        environment = self._args.environment
        for query in QUERIES:
            groups = [
                group
                for kind, programs in self._args.log_groups.items()
                if query.of(kind)
                for _, group in sorted(programs.items())
            ]
            if groups:
                aws.cloudwatch.QueryDefinition(
                    f"{self._name}-{query.name}",
                    name=f"{environment.project}/{environment.stack}/{query.name}",
                    query_string=query.text,
                    log_group_names=groups[:_LOG_GROUPS],
                    opts=pulumi.ResourceOptions(parent=self),
                )
