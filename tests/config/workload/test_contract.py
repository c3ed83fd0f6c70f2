"""The names that a program sees."""

from config.workload.contract import (
    COMMON_VARIABLES,
    database_prefixes,
    logins,
    plain_variables,
    secret_variables,
)
from config.workload.uses import Uses
from tests.factories import make_workload


def test_the_first_database_keeps_its_names_when_another_is_added() -> None:
    one = Uses(databases={"orders": "write"})
    two = Uses(databases={"orders": "write", "order-archive": "read"})
    assert database_prefixes(one) == {"orders": "DB_"}
    assert database_prefixes(two) == {"orders": "DB_", "order-archive": "ORDER_ARCHIVE_DB_"}
    assert set(plain_variables(one)) < set(plain_variables(two))


def test_each_use_has_its_variables() -> None:
    uses = Uses.model_validate(
        {
            "databases": {"orders": "write"},
            "cache": True,
            "buckets": {"uploads": "read"},
            "topics": {"order-events": "publish"},
            "queues": {"mails": "send"},
            "services": ["accounts"],
            "secrets": ["mail-key"],
        }
    )
    plain = set(plain_variables(uses, port=8080))
    assert {"PORT", "DB_HOST", "CACHE_HOST", "BUCKET_UPLOADS", "TOPIC_ORDER_EVENTS"} <= plain
    assert {"QUEUE_MAILS", "ACCOUNTS_URL"} <= plain
    assert secret_variables(uses) == ["DB_PASSWORD", "CACHE_PASSWORD", "MAIL_KEY"]


def test_a_program_without_uses_has_the_common_variables_only() -> None:
    assert plain_variables(Uses()) == list(COMMON_VARIABLES)
    assert secret_variables(Uses()) == []


def test_people_have_a_login_to_one_database_which_no_program_can_have() -> None:
    before = logins(make_workload())
    after = logins(make_workload(databases={"orders": {"people": "read"}}))
    assert after == {**before, "orders--people": {"orders": "read"}}


def test_each_program_has_a_login_to_its_own_databases() -> None:
    assert logins(make_workload()) == {
        "orders": {"orders": "write"},
        "accounts": {"accounts": "write"},
        "stock": {"orders": "write"},
        "nightly-report": {"orders": "read", "accounts": "read"},
    }
