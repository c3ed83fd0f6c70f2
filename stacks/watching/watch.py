"""Builds the alarms of an environment, and the ways by which people are told."""

from collections.abc import Mapping
from types import MappingProxyType

import pulumi

from components.alarms import (
    Alarms,
    AlarmsArgs,
    AlarmTopics,
    AlarmTopicsArgs,
    ChatChannels,
    ChatChannelsArgs,
    CostBudget,
    CostBudgetArgs,
    EventRules,
    EventRulesArgs,
)
from components.dashboard import Dashboard, DashboardArgs
from config.alarms import NotifySettings
from config.settings import service_sizes
from planning.alarms import Severity, Subject
from planning.dashboard import Facts
from stacks.on_aws import (
    US_EAST_1,
    Compute,
    Data,
    Foundation,
    FrontDoor,
    Gateway,
    Messages,
    Programs,
)
from stacks.watching import watched


class Watch:
    """The alarms of all parts. Those of CloudFront are in us-east-1, where its metrics are."""

    def __init__(
        self,
        base: Foundation,
        gateway: Gateway,
        messages: Messages,
        compute: Compute,
        data: Data,
        programs: Programs,
        door: FrontDoor,
    ) -> None:
        self._base, self._settings = base, base.settings.alarms
        here = [
            *watched.shared(base, gateway, data),
            *watched.mail(programs),
            *watched.sign_ins(base, programs),
            *watched.programs(base, gateway, messages, compute, programs),
            *watched.queues(base.workload, messages),
        ]
        there = list(watched.edge(base, gateway, door))
        if door.edge is None:
            here += watched.firewall(base, door)
        elif base.environment.region == US_EAST_1:
            here, there = [*here, *there], []
        self.topics = self._create_topics("people", base.key.arn)
        topics = [self.topics]
        teams = {
            team: self._create_topics(f"people--{team}", base.key.arn, team=team)
            for team in self._settings.teams
        }
        pages = self._create_alarms("alarms", here, self.topics, teams=teams).page_arns
        self._create_dashboard(here, pages, programs)
        if there:
            # A topic hears alarms of its own region only.
            topics.append(self._create_topics("people-edge", base.edge_key().arn, US_EAST_1))
            self._create_alarms("alarms-edge", there, topics[-1], US_EAST_1)
        self._create_rules(compute, data)
        self._create_channels("chat", topics, self._settings.notify)
        for team, of_team in teams.items():
            self._create_channels(f"chat--{team}", [of_team], self._settings.teams[team])
        if self._settings.budget_usd is not None:
            CostBudget(
                "budget",
                CostBudgetArgs(
                    environment=base.environment,
                    usd=self._settings.budget_usd,
                    topic_arn=self.topics.arns["warning"],
                ),
                base.opts,
            )

    def _create_topics(
        self,
        name: str,
        key: pulumi.Output[str],
        region: str | None = None,
        team: str | None = None,
    ) -> AlarmTopics:
        args = AlarmTopicsArgs(
            environment=self._base.environment,
            settings=self._settings.teams[team] if team else self._settings.notify,
            team=team,
            kms_key_arn=key,
            region=region,
        )
        return AlarmTopics(name, args, self._base.opts)

    def _create_alarms(
        self,
        name: str,
        subjects: list[Subject],
        topics: AlarmTopics,
        region: str | None = None,
        teams: Mapping[str, AlarmTopics] = MappingProxyType({}),
    ) -> Alarms:
        args = AlarmsArgs(
            environment=self._base.environment,
            settings=self._settings,
            subjects=subjects,
            topics=topics.arns,
            team_topics={team: each.arns for team, each in teams.items()},
            region=region,
        )
        return Alarms(name, args, self._base.opts)

    def _create_dashboard(
        self, subjects: list[Subject], pages: list[pulumi.Output[str]], programs: Programs
    ) -> None:
        base = self._base
        groups: dict[str, dict[str, pulumi.Input[str]]] = {}
        for name, running in programs.running.items():
            groups.setdefault(running.task.kind, {})[name] = running.task.log_group_name
        Dashboard(
            "dashboard",
            DashboardArgs(
                environment=base.environment,
                facts=Facts(
                    title=f"{base.environment.project} {base.environment.stack}",
                    region=base.environment.region,
                    subjects=subjects,
                    pages=pages,
                    objectives=base.settings.objectives,
                    thresholds=self._settings.thresholds,
                    runbooks=self._settings.runbooks or "docs/runbooks",
                ),
                log_groups=groups,
            ),
            base.opts,
        )

    def _create_rules(self, compute: Compute, data: Data) -> None:
        environment, cluster = self._base.environment, compute.cluster
        services = pulumi.Output.concat(environment.arn("ecs", "service/"), cluster.name, "/")
        servers = data.servers.all
        sizes = service_sizes(self._base.workload, self._base.settings)
        gated = any(each.approvals for each in sizes.values())
        instances = [
            identifier
            for server in servers
            for identifier in (server.database.identifier, *server.replica_identifiers.values())
        ]
        args = EventRulesArgs(
            environment=environment,
            settings=self._settings,
            facts={
                "cluster_arn": [cluster.arn],
                "gated_cluster_arn": [cluster.arn] if gated else [],
                "services_arn": [services],
                "call_secrets": [environment.arn("secretsmanager", "secret:ecs-sc!")]
                if compute.call_authority
                else [],
                "instances": instances,
                "database_clusters": [
                    each.database.identifier for each in servers if each.is_cluster
                ],
            },
            topics=self.topics.arns,
        )
        EventRules("events", args, self._base.opts)

    def _create_channels(
        self, name: str, topics: list[AlarmTopics], notify: NotifySettings
    ) -> None:
        if any(each.slack or each.teams for each in (notify.critical, notify.warning)):
            args = ChatChannelsArgs(
                environment=self._base.environment,
                settings=notify,
                critical_arns=_arns(topics, "critical"),
                warning_arns=_arns(topics, "warning"),
            )
            ChatChannels(name, args, self._base.opts)


def _arns(topics: list[AlarmTopics], severity: Severity) -> list[pulumi.Output[str]]:
    return [each.arns[severity] for each in topics if severity in each.arns]
