"""Parameters of MySQL that a team may set: their bounds, and which of them wait for a restart."""

from collections.abc import Mapping

from config.data.parameter import Parameter, flag

_MOST = 4_294_967_295
_SIZE = 18_446_744_073_709_551_615
_YEAR = 31_536_000

PARAMETERS: Mapping[str, Parameter] = {
    "back_log": Parameter(1, 65_535, static=True),
    "binlog_format": Parameter(0, 0, words=("ROW", "MIXED")),
    "binlog_row_image": Parameter(0, 0, words=("full", "minimal", "noblob")),
    "connect_timeout": Parameter(2, _YEAR),
    "event_scheduler": Parameter(0, 0, words=("ON", "OFF")),
    "group_concat_max_len": Parameter(4, _SIZE),
    "innodb_buffer_pool_size": Parameter(5_242_880, _SIZE),
    "innodb_ft_min_token_size": Parameter(0, 16, static=True),
    "innodb_io_capacity": Parameter(100, _MOST),
    "innodb_lock_wait_timeout": Parameter(1, 1_073_741_824),
    "innodb_print_all_deadlocks": flag(),
    "innodb_redo_log_capacity": Parameter(8_388_608, 549_755_813_888),
    "interactive_timeout": Parameter(1, _YEAR),
    "join_buffer_size": Parameter(128, _SIZE),
    "lock_wait_timeout": Parameter(1, _YEAR),
    "log_bin_trust_function_creators": flag(),
    "log_queries_not_using_indexes": flag(),
    "long_query_time": Parameter(0, _YEAR, fraction=True),
    "max_allowed_packet": Parameter(1024, 1_073_741_824),
    "max_connect_errors": Parameter(1, _SIZE),
    "max_connections": Parameter(6, 100_000),
    "max_execution_time": Parameter(0, _MOST),
    "max_heap_table_size": Parameter(16_384, _SIZE),
    "net_read_timeout": Parameter(1, _YEAR),
    "net_write_timeout": Parameter(1, _YEAR),
    "performance_schema": flag(static=True),
    "read_buffer_size": Parameter(8192, 2_147_479_552),
    "read_rnd_buffer_size": Parameter(1, 2_147_483_647),
    "sort_buffer_size": Parameter(32_768, _SIZE),
    "table_definition_cache": Parameter(400, 524_288),
    "table_open_cache": Parameter(1, 524_288),
    "thread_cache_size": Parameter(0, 16_384),
    "tmp_table_size": Parameter(1024, _SIZE),
    "transaction_isolation": Parameter(
        0,
        0,
        words=("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"),
    ),
    "wait_timeout": Parameter(1, _YEAR),
}
"""Parameters by name, in MySQL's own units: bytes and seconds, and milliseconds for
max_execution_time. A static one is not dynamic in
dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html"""

_OWN = "is Plinth's own"
PLATFORMS: Mapping[str, str] = {
    "general_log": f"{_OWN}: it would have the text of every statement, with the values in it",
    "log_output": f"{_OWN}: logs go to files, of which RDS sends them to CloudWatch",
    "require_secure_transport": f"{_OWN}: every connection is encrypted",
    "slow_query_log": f"{_OWN}: slow statements are logged; long_query_time says how slow",
}
"""Parameters that nobody may set, each with the reason."""
