-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE TEMPORARY TABLE membership AS
SELECT login.key AS login, used.key AS database,
    used.key || CASE used.value WHEN 'write' THEN '__owner' ELSE '__reader' END AS role
FROM json_each('{"accounts":{"accounts":"write"},"nightly_report":{"accounts":"read","orders":"read"},"orders":{"orders":"write"},"stock":{"orders":"write"}}') AS login, json_each_text(login.value) AS used;
CREATE TEMPORARY TABLE wanted AS
SELECT database FROM json_array_elements_text('["accounts","orders"]') AS database;

-- Every login may open `postgres`: RDS Proxy needs that database. There is nothing in it, and
-- nothing can be put there.
SELECT format('REVOKE %s ON DATABASE %I FROM PUBLIC', privileges, datname)
FROM pg_database
JOIN (VALUES ('postgres', 'TEMPORARY'), ('template1', 'CONNECT, TEMPORARY'))
    AS open (name, privileges) ON datname = name
WHERE pg_has_role(datdba, 'USAGE') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', database, database || '__owner') FROM wanted
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = database) ORDER BY database \gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', database, database || '__owner'),
    format('REVOKE ALL ON DATABASE %I FROM PUBLIC', database),
    format('GRANT CONNECT ON DATABASE %I TO %I', database, database || '__reader')
FROM wanted ORDER BY database \gexec

-- A program that writes acts as the owner: what one creates, all writers can change.
SELECT format('ALTER ROLE %I IN DATABASE %I SET role = %L', login, database, role)
FROM membership WHERE role = database || '__owner' ORDER BY login, database \gexec
SELECT format('ALTER ROLE %I IN DATABASE %I RESET role', login.rolname, datname)
FROM pg_db_role_setting
JOIN pg_roles AS login ON login.oid = setrole
JOIN pg_database ON pg_database.oid = setdatabase
WHERE shobj_description(login.oid, 'pg_authid') = 'program of the workload'
AND NOT EXISTS (
    SELECT FROM membership WHERE membership.login = login.rolname AND database = datname
    AND role = database || '__owner'
) ORDER BY login.rolname, datname \gexec
