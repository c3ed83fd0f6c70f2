"""Parameters of PostgreSQL that a team may set: their bounds, and which of them wait for a
restart."""

from collections.abc import Mapping

from config.data.parameter import Number, Parameter, flag

_MOST = 2_147_483_647
_SLOTS = 262_143


def _share(high: Number) -> Parameter:
    return Parameter(0, high, fraction=True)


PARAMETERS: Mapping[str, Parameter] = {
    "autovacuum_analyze_scale_factor": _share(100),
    "autovacuum_analyze_threshold": Parameter(0, _MOST),
    "autovacuum_freeze_max_age": Parameter(100_000, 2_000_000_000, static=True),
    "autovacuum_max_workers": Parameter(1, _SLOTS, static=True),
    "autovacuum_naptime": Parameter(1, 2_147_483),
    "autovacuum_vacuum_cost_delay": Parameter(-1, 100, fraction=True),
    "autovacuum_vacuum_cost_limit": Parameter(-1, 10_000),
    "autovacuum_vacuum_insert_scale_factor": _share(100),
    "autovacuum_vacuum_insert_threshold": Parameter(-1, _MOST),
    "autovacuum_vacuum_scale_factor": _share(100),
    "autovacuum_vacuum_threshold": Parameter(0, _MOST),
    "autovacuum_work_mem": Parameter(-1, _MOST),
    "checkpoint_completion_target": _share(1),
    "checkpoint_timeout": Parameter(30, 3600),
    "deadlock_timeout": Parameter(1, _MOST),
    "default_statistics_target": Parameter(1, 10_000),
    "effective_cache_size": Parameter(1, _MOST),
    "effective_io_concurrency": Parameter(0, 1000),
    "hash_mem_multiplier": Parameter(1, 1000, fraction=True),
    "idle_in_transaction_session_timeout": Parameter(0, _MOST),
    "idle_session_timeout": Parameter(0, _MOST),
    "jit": flag(),
    "lock_timeout": Parameter(0, _MOST),
    "log_autovacuum_min_duration": Parameter(-1, _MOST),
    "log_min_duration_statement": Parameter(-1, _MOST),
    "log_temp_files": Parameter(-1, _MOST),
    "logical_decoding_work_mem": Parameter(64, _MOST),
    "maintenance_work_mem": Parameter(1024, _MOST),
    "max_connections": Parameter(6, _SLOTS, static=True),
    "max_locks_per_transaction": Parameter(10, _MOST, static=True),
    "max_parallel_maintenance_workers": Parameter(0, 1024),
    "max_parallel_workers": Parameter(0, 1024),
    "max_parallel_workers_per_gather": Parameter(0, 1024),
    "max_prepared_transactions": Parameter(0, _SLOTS, static=True),
    "max_replication_slots": Parameter(5, _SLOTS, static=True),
    "max_slot_wal_keep_size": Parameter(-1, _MOST),
    "max_wal_senders": Parameter(5, _SLOTS, static=True),
    "max_wal_size": Parameter(128, 201_326_592),
    "max_worker_processes": Parameter(0, _SLOTS, static=True),
    "min_wal_size": Parameter(128, 201_326_592),
    "pg_stat_statements.max": Parameter(100, _MOST, static=True),
    "pg_stat_statements.track": Parameter(0, 0, words=("all", "none", "top")),
    "random_page_cost": _share(1_000_000),
    "rds.logical_replication": flag(static=True),
    "seq_page_cost": _share(1_000_000),
    "shared_buffers": Parameter(16, 1_073_741_823, static=True),
    "statement_timeout": Parameter(0, _MOST),
    "tcp_keepalives_count": Parameter(0, _MOST),
    "tcp_keepalives_idle": Parameter(0, _MOST),
    "tcp_keepalives_interval": Parameter(0, _MOST),
    "temp_buffers": Parameter(100, 1_073_741_823),
    "track_activity_query_size": Parameter(100, 1_048_576, static=True),
    "track_functions": Parameter(0, 0, words=("all", "none", "pl")),
    "track_io_timing": flag(),
    "wal_sender_timeout": Parameter(0, 3_600_000),
    "work_mem": Parameter(64, _MOST),
}
"""Parameters by name, in PostgreSQL's own units. A static one has the context `postmaster`.
postgresql.org/docs/16/view-pg-settings.html, and for what RDS alone has or bounds:
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html"""

_OWN = "is Plinth's own"
PLATFORMS: Mapping[str, str] = {
    "cron.database_name": f"{_OWN}: it is the database with the extension pg_cron",
    "hot_standby_feedback": f"{_OWN}: it is on where there are read replicas",
    "log_connections": f"{_OWN}: who connected must be known afterwards",
    "log_disconnections": f"{_OWN}: who connected must be known afterwards",
    "log_lock_waits": f"{_OWN}: an alarm's runbook looks for them",
    "log_statement": f"{_OWN}: changes of the schema are logged, and no values of rows",
    "password_encryption": f"{_OWN}: passwords are checked by SCRAM only",
    "rds.accepted_password_auth_method": f"{_OWN}: passwords are checked by SCRAM only",
    "rds.force_ssl": f"{_OWN}: every connection is encrypted",
    "shared_preload_libraries": f"{_OWN}: it follows from `extensions` of the databases",
}
"""Parameters that nobody may set, each with the reason."""
