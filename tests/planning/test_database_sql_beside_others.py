"""The generated SQL on a server that exists: what others own stays as it is."""

import json
import re
import secrets
import subprocess

import pytest

from config import Workload
from config.workload.contract import logins
from planning import database_sql
from tests.components.data.made import data_workload
from tests.factories import ROOT
from tests.planning.postgresql import Server, needs_postgresql

pytestmark = needs_postgresql
OWNER = "shop/prod"


@pytest.fixture
def workload() -> Workload:
    return data_workload({name: [] for name in data_workload().databases})


def set_up(
    server: Server, workload: Workload, owner: str = OWNER, elsewhere: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Runs the SQL with a password for each login that has none yet."""
    known = {
        name: server.passwords.get(name) or secrets.token_hex(8)
        for name in map(database_sql.sql_name, logins(workload))
    }
    text = database_sql.script(workload, beside_others=owner, elsewhere=elsewhere)
    done = server.psql(text, **{database_sql.PASSWORDS_VARIABLE: json.dumps(known)})
    if done.returncode == 0:
        server.passwords.update(known)
    return done


def refused(server: Server, workload: Workload, owner: str = OWNER) -> str:
    done = set_up(server, workload, owner)
    assert done.returncode != 0
    return done.stderr


def stranger(server: Server, login: str, *databases: str) -> None:
    """Makes the login of another system, and databases of its own."""
    server.passwords[login] = secrets.token_hex(8)
    server.ask(f"CREATE ROLE {login} LOGIN PASSWORD '{server.passwords[login]}'")
    server.ask(f'GRANT {login} TO "{server.master}"')
    for name in databases:
        server.ask(f"CREATE DATABASE {name} OWNER {login}")
        server.ask("CREATE TABLE item (id int)", user=login, database=name)
        server.ask("INSERT INTO item VALUES (7)", user=login, database=name)


def facts(server: Server) -> str:
    return server.ask(
        "SELECT datname, datdba, datacl FROM pg_database WHERE datname <> 'orders' "
        "AND datname <> 'accounts' ORDER BY datname"
    )


def test_it_can_be_run_again_and_leaves_the_rest_alone(server: Server, workload: Workload) -> None:
    stranger(server, "legacy", "practice")
    before = facts(server)
    for _ in range(2):
        done = set_up(server, workload)
        assert (done.returncode, done.stderr) == (0, "")
    assert facts(server) == before
    assert server.ask("SELECT id FROM item", user="legacy", database="practice") == "7"
    assert server.ask("SELECT 1", user="orders", database="orders") == "1"


@pytest.mark.parametrize(
    ("login", "databases", "told"),
    [
        ("orders", (), "role orders"),
        ("legacy", ("orders",), "database orders"),
        ("orders__owner", ("orders",), "role orders__owner"),
        ("orders__reader", (), "role orders__reader"),
    ],
)
def test_what_another_owner_has_under_the_name_stops_it_before_it_changes_anything(
    server: Server, workload: Workload, login: str, databases: tuple[str, ...], told: str
) -> None:
    stranger(server, login, *databases)
    query = (
        "SELECT (SELECT json_agg(rolname ORDER BY rolname) FROM pg_roles),"
        "(SELECT json_agg(array[datname, datacl::text, datdba::text] ORDER BY datname) "
        "FROM pg_database)"
    )
    before = server.ask(query)
    said = refused(server, workload)
    assert f"there is {told} on this server, of another owner" in said
    assert "docs/existing.md" in said
    assert server.ask(query) == before
    assert server.ask("SELECT 1", user=login, database=databases[0] if databases else "postgres")


def test_two_environments_share_a_server_by_other_names_only(
    server: Server, workload: Workload
) -> None:
    other = Workload.model_validate(
        {
            "databases": {"parcels": {}},
            "services": {
                "post": {
                    "image": "a:1",
                    "port": 80,
                    "uses": {"databases": {"parcels": "write"}},
                }
            },
        }
    )
    assert set_up(server, workload).returncode == 0
    assert set_up(server, other, owner="post/prod").returncode == 0
    assert server.ask("SELECT 1", user="orders", database="orders") == "1"
    assert server.ask("SELECT 1", user="post", database="parcels") == "1"
    assert "there is role accounts, role accounts__owner, role accounts__reader" in refused(
        server, workload, owner="shop/staging"
    )
    assert set_up(server, workload).returncode == 0, "nor does the other one's second run harm it"
    assert server.ask("SELECT 1", user="post", database="parcels") == "1"


def test_a_setup_that_broke_off_goes_on(server: Server, workload: Workload) -> None:
    no_passwords = database_sql.script(workload, beside_others=OWNER)
    assert "there is no password for" in server.psql(no_passwords).stderr
    assert set_up(server, workload).returncode == 0


def handed_over() -> str:
    """The statements of docs/existing.md."""
    text = (ROOT / "docs" / "existing.md").read_text(encoding="utf-8")
    found = re.search(r"```sql\n(\\connect.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def test_a_database_that_was_handed_over_keeps_its_rows_and_its_former_login(
    server: Server, workload: Workload
) -> None:
    stranger(server, "legacy", "orders")
    assert "of another owner" in refused(server, workload)
    server.ask(handed_over())
    done = set_up(server, workload)
    assert (done.returncode, done.stderr) == (0, "")
    assert server.ask("SELECT id FROM item", user="orders", database="orders") == "7"
    server.ask("ALTER TABLE item ADD note text", user="orders", database="orders")
    assert server.ask("SELECT id FROM item", user="nightly_report", database="orders") == "7"
    server.ask("INSERT INTO item VALUES (8)", user="legacy", database="orders")
    assert server.ask("SELECT count(*) FROM item", user="orders", database="orders") == "2"


def test_rows_that_stayed_behind_are_told_and_a_stranger_s_are_not(
    server: Server, workload: Workload
) -> None:
    stranger(server, "legacy", "ledger")
    assert set_up(server, workload, elsewhere=("ledger",)).returncode == 0
    server.ask("CREATE TABLE mine (id int)", user="orders", database="orders")
    rest = workload.model_copy(
        update={
            "databases": {k: v for k, v in workload.databases.items() if k != "orders"},
            "services": {},
        }
    )
    done = set_up(server, rest, elsewhere=("orders",))
    assert "database orders has 1 tables on this server" in done.stderr
