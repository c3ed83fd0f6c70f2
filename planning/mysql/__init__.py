"""MySQL: the SQL that gives each program its databases, and the command that runs it."""

from planning.mysql.setup_sql import MYSQL_COMMAND, mysql_declared, mysql_script

__all__ = ["MYSQL_COMMAND", "mysql_declared", "mysql_script"]
