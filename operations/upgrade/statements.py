"""SQL for every database of the instance, in a task like the database setup's, as the master user.

ECS forgets a task an hour after its end, so the journal decides from then on.
"""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from operations.errors import OperationError
from operations.operate.programs import Program, all_of
from operations.plan import Resource
from operations.procedure import Journal, Look, Step
from operations.sites import Site

SCRIPT = """\
set -e
names=$(psql -XqAt -c "SELECT datname FROM pg_database WHERE datallowconn \
AND datname NOT IN ('rdsadmin', 'template1')")
printf '%s\\n' "$names" | while IFS= read -r name; do
  echo "$name"
  printf '%s' "$STATEMENTS" | PGDATABASE="$name" psql -Xq -v ON_ERROR_STOP=1
done
"""
"""The names come over a pipe: nothing in the container can be written to."""

CHECKS = """\
DO $$
DECLARE found text;
BEGIN
  SELECT string_agg(gid, ', ') INTO found FROM pg_prepared_xacts;
  IF found IS NOT NULL THEN RAISE EXCEPTION 'prepared transactions are open: %', found; END IF;
  SELECT string_agg(slot_name, ', ') INTO found FROM pg_replication_slots
    WHERE slot_type = 'logical';
  IF found IS NOT NULL THEN RAISE EXCEPTION 'there are logical replication slots: %', found; END IF;
  SELECT string_agg(format('%I.%I.%I', n.nspname, c.relname, a.attname), ', ') INTO found
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relkind IN ('r', 'm', 'i') AND NOT a.attisdropped
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND t.typnamespace = 'pg_catalog'::regnamespace
    AND t.typname IN ('regcollation', 'regconfig', 'regdictionary', 'regnamespace', 'regoper',
      'regoperator', 'regproc', 'regprocedure');
  IF found IS NOT NULL THEN RAISE EXCEPTION 'columns have a reg* type: %', found; END IF;
END $$;
"""
"""The reasons for which pg_upgrade, and so RDS, refuses a major version.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/,
USER_UpgradeDBInstance.PostgreSQL.MajorVersion.Process.html
"""

AFTERWARDS = """\
SELECT format('ALTER EXTENSION %I UPDATE', name) FROM pg_available_extensions
  WHERE installed_version <> default_version \\gexec
ANALYZE;
"""
"""Extensions keep their old version, and statistics do not come along. The server's own extension
is not the master user's, and never behind."""


def steps(
    site: Site, journal: Journal, stamp: str, *, name: str, does: str, sql: str, minutes: float
) -> list[Step]:
    """Returns the step that runs SQL once in each database. None if the stack has no task for
    it."""
    entry = _entry(site)
    if entry is None:
        return []
    task = _Task(site, entry, journal, name=name, started_by=f"upgrade-{stamp}-{name}", sql=sql)
    return [
        Step(
            name=name,
            does=does,
            calls=("ecs:RunTask",),
            minutes=minutes,
            look=task.look,
            do=task.start,
        )
    ]


def _setup(site: Site) -> str:
    return f"{site.server_name}-setup"


def _entry(site: Site) -> Resource | None:
    """Returns the parameter that says which task definition and network the setup has."""
    found = site.resources.of("ssm.Parameter")
    ending = f"/task-runner/{_setup(site)}"
    return next((x for x in found if str(x.inputs.get("name")).endswith(ending)), None)


class _Task:
    """A task that runs until it has succeeded once."""

    def __init__(
        self, site: Site, entry: Resource, journal: Journal, *, name: str, started_by: str, sql: str
    ) -> None:
        self._site, self._journal, self._entry = site, journal, entry
        self._name, self._started_by, self._sql = name, started_by, sql
        self._failed_before: set[str] | None = None
        """Tasks that had failed when this run began, which is a new try."""
        self._token = str(uuid.uuid4())

    def look(self) -> Look:
        """Returns the state by ECS, and by the journal once ECS has forgotten it."""
        entries = self._journal.read()
        if entries and not entries.ended and entries.steps.get(self._name, (None, None))[1]:
            return Look.DONE
        tasks = self._tasks()
        stopped = [each for each in tasks if each["lastStatus"] == "STOPPED"]
        setup = _setup(self._site)
        if any(_code(each, setup) == 0 for each in stopped):
            return Look.DONE
        failed = {str(each["taskArn"]): each for each in stopped}
        if self._failed_before is None:
            self._failed_before = set(failed)
        for arn in failed.keys() - self._failed_before:
            raise OperationError(
                f"{self._name}: the task ended with {_code(failed[arn], setup)}"
                f"{_reason(failed[arn])}; its log says why",
                remedy=f"`python -m operations logs {setup} --stack {self._site.stack} --since 1h`",
            )
        return Look.UNDER_WAY if len(tasks) > len(stopped) else Look.TO_DO

    def start(self) -> None:
        """Starts it. The token keeps ECS from starting two if an answer is lost."""
        program, entry = self._program(), self._content()
        answer = self._site.client("ecs").run_task(
            cluster=program.cluster,
            taskDefinition=entry["task_definition"],
            launchType="FARGATE",
            startedBy=self._started_by,
            clientToken=self._token,
            networkConfiguration={
                "awsvpcConfiguration": {
                    **program.network,
                    "securityGroups": list(entry["security_groups"]),
                }
            },
            overrides={
                "containerOverrides": [
                    {
                        "name": _setup(self._site),
                        "command": ["sh", "-c", SCRIPT],
                        "environment": [{"name": "STATEMENTS", "value": self._sql}],
                    }
                ]
            },
        )
        for failure in answer.get("failures") or ():
            raise OperationError(f"{self._name}: ECS starts no task: {failure.get('reason')}")

    def _tasks(self) -> Sequence[Any]:
        ecs, cluster = self._site.client("ecs"), self._program().cluster
        family = str(self._content()["task_definition"]).rpartition("/")[2].partition(":")[0]
        found: list[Any] = []
        for status in ("RUNNING", "STOPPED"):
            pages = ecs.get_paginator("list_tasks").paginate(
                cluster=cluster, family=family, desiredStatus=status
            )
            for page in pages:
                if page["taskArns"]:
                    answer = ecs.describe_tasks(cluster=cluster, tasks=page["taskArns"])
                    found += answer["tasks"]
        # One that stops between the two lists is in both.
        known = {str(each["taskArn"]): each for each in found}
        return [x for x in known.values() if x.get("startedBy") == self._started_by]

    def _program(self) -> Program:
        """Returns any program: cluster and subnets are the same for all."""
        return all_of(self._site)[0]

    def _content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(str(self._entry.inputs["insecureValue"]))
        return found


def _code(task: Any, setup: str) -> int | None:
    containers = {each["name"]: each for each in task.get("containers") or ()}
    code: int | None = containers.get(setup, {}).get("exitCode")
    return code


def _reason(task: Any) -> str:
    return f" ({task['stoppedReason']})" if task.get("stoppedReason") else ""
