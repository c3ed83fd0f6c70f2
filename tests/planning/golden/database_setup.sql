-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE TEMPORARY TABLE membership AS
SELECT login.key AS login, used.key AS database,
    used.key || CASE used.value WHEN 'write' THEN '__owner' ELSE '__reader' END AS role
FROM json_each('{"accounts":{"accounts":"write"},"nightly_report":{"accounts":"read","orders":"read"},"orders":{"orders":"write"},"stock":{"orders":"write"}}') AS login, json_each_text(login.value) AS used;
CREATE TEMPORARY TABLE wanted AS
SELECT database FROM json_array_elements_text('["accounts","orders"]') AS database;

\getenv passwords LOGIN_PASSWORDS
\if :{?passwords}
\else
\set passwords '{}'
\endif
CREATE TEMPORARY TABLE login_password AS
SELECT key AS login, value AS password FROM json_each_text(:'passwords');
\unset passwords

SELECT format('CREATE ROLE %I NOLOGIN', role)
FROM (SELECT database || kind AS role FROM wanted, (VALUES ('__owner'), ('__reader')) AS k (kind))
    AS roles
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) ORDER BY role \gexec

-- Only who can act as an owner can give it a database. Since PostgreSQL 16, creating a role does
-- not include that.
SELECT format('GRANT %I TO %I', database || '__owner', current_user) FROM wanted
WHERE NOT pg_has_role(current_user, (database || '__owner')::name, 'USAGE')
ORDER BY database \gexec

DO $$
DECLARE missing text;
BEGIN
    SELECT string_agg(DISTINCT login, ', ') INTO missing FROM membership
    WHERE login NOT IN (SELECT login FROM login_password);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'there is no password for %', missing;
    END IF;
END $$;

SELECT format('CREATE ROLE %I LOGIN', login) FROM (SELECT DISTINCT login FROM membership) AS logins
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) ORDER BY login \gexec
SELECT format('COMMENT ON ROLE %I IS %L', login, 'program of the workload'),
    format('ALTER ROLE %I LOGIN PASSWORD %L', login, password)
FROM login_password WHERE login IN (SELECT login FROM membership) ORDER BY login \gexec
SELECT format('GRANT %I TO %I', role, login) FROM membership ORDER BY login, role \gexec

-- What the workload no longer grants.
SELECT DISTINCT format('REVOKE %I FROM %I', granted.rolname, login.rolname)
FROM pg_auth_members AS link
JOIN pg_roles AS granted ON granted.oid = link.roleid
JOIN pg_roles AS login ON login.oid = link.member
WHERE shobj_description(login.oid, 'pg_authid') = 'program of the workload'
AND NOT EXISTS (
    SELECT FROM membership
    WHERE membership.login = login.rolname AND membership.role = granted.rolname
) \gexec

SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles
WHERE rolcanlogin AND shobj_description(oid, 'pg_authid') = 'program of the workload'
AND rolname::text NOT IN (SELECT login FROM membership) ORDER BY rolname \gexec

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
SELECT $each$
SELECT 'SET client_min_messages = warning',
    format('ALTER SCHEMA public OWNER TO %I', owner),
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    format('GRANT USAGE ON SCHEMA public TO %I', reader),
    -- Readers read what the owner will create.
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT USAGE ON SCHEMAS TO %I', owner, reader),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON TABLES TO %I', owner, reader),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON SEQUENCES TO %I', owner, reader)
FROM (VALUES (current_database() || '__owner', current_database() || '__reader'))
    AS roles (owner, reader)
$each$ AS in_each \gset
\connect accounts
:in_each \gexec
CREATE EXTENSION IF NOT EXISTS "citext";
\connect orders
:in_each \gexec
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
