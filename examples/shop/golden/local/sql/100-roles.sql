-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE TEMPORARY TABLE membership AS
SELECT login.key AS login, used.key AS database,
    used.key || CASE used.value WHEN 'write' THEN '__owner' ELSE '__reader' END AS role
FROM json_each('{"accounts":{"accounts":"write"},"nightly_report":{"accounts":"read","orders":"read"},"orders":{"orders":"write"},"stock":{"orders":"write"}}') AS login, json_each_text(login.value) AS used;
CREATE TEMPORARY TABLE wanted AS
SELECT database FROM json_array_elements_text('["accounts","orders"]') AS database;

CREATE TEMPORARY TABLE login_password (login text, password text);
\getenv password ACCOUNTS_PASSWORD
\if :{?password}
INSERT INTO login_password VALUES ('accounts', :'password');
\unset password
\endif
\getenv password NIGHTLY_REPORT_PASSWORD
\if :{?password}
INSERT INTO login_password VALUES ('nightly_report', :'password');
\unset password
\endif
\getenv password ORDERS_PASSWORD
\if :{?password}
INSERT INTO login_password VALUES ('orders', :'password');
\unset password
\endif
\getenv password STOCK_PASSWORD
\if :{?password}
INSERT INTO login_password VALUES ('stock', :'password');
\unset password
\endif

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
