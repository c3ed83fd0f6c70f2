"""Programs run as under the CLI, and leave nothing behind."""

import gc
import os
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from backends.plan_backend import PlanBackend
from engine.errors import ProgramError
from engine.program import Diagnostic, Outcome, run, run_function
from engine.registration import Registration
from tests.engine.folders import write_project


def run_once(folder: Path, program: str, **stacks: str) -> Outcome:
    return run(write_project(folder, program, **stacks), "dev", PlanBackend())


def test_a_program_sees_its_project_stack_and_configuration(tmp_path: Path) -> None:
    program = """
        import pulumi
        settings = pulumi.Config().require_object("settings")
        token = pulumi.Config().require_secret("token")
        pulumi.export("all", [pulumi.get_project(), pulumi.get_stack(), settings["size"]])
        pulumi.export("token", token)
        pulumi.export("dry", pulumi.runtime.is_dry_run())
    """
    outcome = run_once(tmp_path, program, dev="config: {settings: {size: 3}, token: {secure: x}}")
    assert outcome.outputs["all"] == ["probe", "dev", 3]
    assert str(outcome.outputs["token"]) == "[secret]"
    assert outcome.outputs["dry"] is True


def test_a_program_runs_in_its_folder_as_the_main_program(tmp_path: Path) -> None:
    program = """
        import os, sys, pulumi
        pulumi.export("folder", os.getcwd())
        pulumi.export("path", sys.path[0])
        pulumi.export("argv", sys.argv)
        pulumi.export("name", __name__)
    """
    before = (Path.cwd(), list(sys.path), list(sys.argv))
    outputs = run_once(tmp_path, program).outputs
    folder = str(tmp_path)
    assert outputs == {"folder": folder, "path": folder, "argv": [folder], "name": "__main__"}
    assert (Path.cwd(), sys.path, sys.argv) == before


def test_two_programs_may_have_modules_of_one_name(tmp_path: Path) -> None:
    program = "import pulumi, probe_names; pulumi.export('name', probe_names.NAME)"
    names = []
    for name in ("first", "second"):
        write_project(tmp_path / name, program)
        (tmp_path / name / "probe_names.py").write_text(f"NAME = {name!r}")
        names.append(run(tmp_path / name, "dev", PlanBackend()).outputs["name"])
    assert names == ["first", "second"]
    assert "probe_names" not in sys.modules


def test_two_runs_in_one_process_do_not_see_each_other(tmp_path: Path) -> None:
    program = """
        import pulumi, pulumi_aws as aws
        aws.sqs.Queue("jobs")
        pulumi.export("size", pulumi.Config().get("size"))
    """
    write_project(tmp_path, program, dev="config: {size: 1}", prod="")
    outer = pulumi.get_stack()
    dev, prod, again = (run(tmp_path, stack, PlanBackend()) for stack in ("dev", "prod", "dev"))
    assert (dev.outputs, prod.outputs) == ({"size": "1"}, {})
    assert prod.registrations[-1].urn.startswith("urn:pulumi:prod::")
    assert again.registrations == dev.registrations
    assert pulumi.get_stack() == outer
    assert gc.isenabled()


def test_a_failed_run_leaves_nothing_behind(tmp_path: Path) -> None:
    failing = """
        import pulumi, pulumi_aws as aws
        aws.sqs.Queue("jobs").name.apply(lambda name: None)
        raise pulumi.RunError("no")
    """
    with pytest.raises(ProgramError):
        run_once(tmp_path, failing)
    outcome = run_once(tmp_path, "import pulumi_aws as aws; aws.sqs.Queue('jobs')")
    assert [each.name for each in outcome.registrations] == ["probe-dev", "jobs"]


def test_what_the_author_foresaw_is_the_message_alone(tmp_path: Path) -> None:
    program = """
        import pulumi, pulumi_aws as aws
        aws.sqs.Queue("jobs")
        raise pulumi.RunError("settings: database: what to do")
    """
    with pytest.raises(ProgramError, match=r"^settings: database: what to do$"):
        run_once(tmp_path, program)


def test_any_other_exception_has_the_programs_own_traceback(tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as error:
        run_once(tmp_path, "def size():\n    return {}['absent']\nsize()\n")
    introduction, _, first, *_, last = str(error.value).splitlines()
    assert introduction == "the program failed; this is a bug in it:"
    assert first == f'  File "{tmp_path}/__main__.py", line 3, in <module>'
    assert last == "KeyError: 'absent'"


def test_an_exception_inside_apply_ends_the_run(tmp_path: Path) -> None:
    program = """
        import pulumi_aws as aws
        aws.sqs.Queue("jobs", name="x").name.apply(lambda name: 1 / 0)
    """
    with pytest.raises(ProgramError, match=r"(?s)__main__.py.*ZeroDivisionError"):
        run_once(tmp_path, program)


def test_a_failed_resource_ends_the_run_without_complaints_of_what_depends_on_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = """
        import pulumi_aws as aws
        queue = aws.sqs.Queue("jobs", delay_seconds=object())
        aws.sqs.QueuePolicy("policy", queue_url=queue.url, policy="{}")
        queue.arn.apply(print)
    """
    with pytest.raises(ProgramError, match=r"(?s)'jobs'.*unexpected input of type object"):
        run_once(tmp_path, program)
    gc.collect()  # futures that nobody looked at would complain here
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("statement", "status"), [("sys.exit(3)", "3"), ("sys.exit('why')", "why")]
)
def test_a_program_that_ends_itself_has_failed(tmp_path: Path, statement: str, status: str) -> None:
    with pytest.raises(ProgramError, match=f"exit status {status}"):
        run_once(tmp_path, f"import sys\n{statement}")


def test_syntax_errors_are_shown_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"(?s)__main__.py\", line 1.*SyntaxError"):
        run_once(tmp_path, "def")


def test_a_project_without_program_is_refused(tmp_path: Path) -> None:
    (write_project(tmp_path, "") / "__main__.py").unlink()
    with pytest.raises(ProgramError, match=r"__main__.py: is missing in .*; the program"):
        run(tmp_path, "dev", PlanBackend())


def test_a_file_that_may_not_be_read_is_one_line(tmp_path: Path) -> None:
    refusal = "PermissionError(13, 'Permission denied', 'config/teams')"
    with pytest.raises(ProgramError, match=rf"^{tmp_path}/config/teams: Permission denied$"):
        run_once(tmp_path, f"raise {refusal}")
    with pytest.raises(ProgramError, match="this is a bug in it"):
        run_once(tmp_path, f"raise {refusal.replace('config', '/somewhere')}")


def test_a_program_that_is_a_link_to_nothing_is_told_as_one(tmp_path: Path) -> None:
    program = write_project(tmp_path, "") / "__main__.py"
    program.unlink()
    program.symlink_to("../../__main__.py")
    with pytest.raises(ProgramError, match=r"is a link to \.\./\.\./__main__.py, which is not th"):
        run(tmp_path, "dev", PlanBackend())


def test_messages_of_the_program_are_kept() -> None:
    def program() -> None:
        queue = aws.sqs.Queue("jobs")
        pulumi.log.debug("not this")
        pulumi.log.info("by the way")
        pulumi.log.warn("watch out", resource=queue)
        pulumi.log.error("bad")

    found = run_function(program, PlanBackend()).diagnostics
    assert set(found) == {
        Diagnostic("info", "by the way"),
        Diagnostic("error", "bad"),
        Diagnostic("warning", "watch out", "urn:pulumi:test::plinth::aws:sqs/queue:Queue::jobs"),
    }


def test_each_registration_is_announced(tmp_path: Path) -> None:
    announced: list[Registration] = []
    folder = write_project(tmp_path, "import pulumi_aws as aws; aws.sqs.Queue('jobs')")
    outcome = run(folder, "dev", PlanBackend(), on_registration=announced.append)
    assert tuple(announced[1:]) == outcome.registrations[1:]
    assert [each.name for each in announced] == ["probe-dev", "jobs"]


def test_the_order_is_the_same_on_every_run() -> None:
    def program() -> None:
        queues = [aws.sqs.Queue(f"queue-{number}") for number in range(20)]
        for number in range(20):
            aws.sqs.Queue(
                f"dependent-{number}",
                name=queues[number].name,
                opts=pulumi.ResourceOptions(depends_on=queues[number:]),
            )

    first, second = (run_function(program, PlanBackend()).registrations for _ in range(2))
    assert first == second


def test_environment_variables_of_the_cli_do_not_leak_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PULUMI_CONFIG", '{"probe:size": "9"}')
    program = "import pulumi; pulumi.export('size', pulumi.Config().get('size'))"
    assert run_once(tmp_path, program, dev="config: {size: 1}").outputs == {"size": "1"}
