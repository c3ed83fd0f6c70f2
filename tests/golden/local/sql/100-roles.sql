-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I NOLOGIN', role) FROM unnest(ARRAY['accounts__owner', 'orders__owner', 'accounts__reader', 'orders__reader']::text[]) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

-- Only who can act as an owner can give it a database. Since PostgreSQL 16, creating a role does
-- not include that.
SELECT format('GRANT %I TO %I', role, current_user) FROM unnest(ARRAY['accounts__owner', 'orders__owner']::text[]) AS role
WHERE NOT pg_has_role(current_user, role::name, 'USAGE') \gexec


SELECT 'CREATE ROLE "accounts" LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'accounts') \gexec
COMMENT ON ROLE "accounts" IS 'program of the workload';
\getenv password ACCOUNTS_PASSWORD
\if :{?password}
ALTER ROLE "accounts" LOGIN PASSWORD :'password';
\unset password
\else
DO $$ BEGIN RAISE EXCEPTION 'ACCOUNTS_PASSWORD is not set'; END $$;
\endif

SELECT 'CREATE ROLE "nightly_report" LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nightly_report') \gexec
COMMENT ON ROLE "nightly_report" IS 'program of the workload';
\getenv password NIGHTLY_REPORT_PASSWORD
\if :{?password}
ALTER ROLE "nightly_report" LOGIN PASSWORD :'password';
\unset password
\else
DO $$ BEGIN RAISE EXCEPTION 'NIGHTLY_REPORT_PASSWORD is not set'; END $$;
\endif

SELECT 'CREATE ROLE "orders" LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'orders') \gexec
COMMENT ON ROLE "orders" IS 'program of the workload';
\getenv password ORDERS_PASSWORD
\if :{?password}
ALTER ROLE "orders" LOGIN PASSWORD :'password';
\unset password
\else
DO $$ BEGIN RAISE EXCEPTION 'ORDERS_PASSWORD is not set'; END $$;
\endif

SELECT 'CREATE ROLE "stock" LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stock') \gexec
COMMENT ON ROLE "stock" IS 'program of the workload';
\getenv password STOCK_PASSWORD
\if :{?password}
ALTER ROLE "stock" LOGIN PASSWORD :'password';
\unset password
\else
DO $$ BEGIN RAISE EXCEPTION 'STOCK_PASSWORD is not set'; END $$;
\endif

GRANT "accounts__owner" TO "accounts";
GRANT "accounts__reader" TO "nightly_report";
GRANT "orders__reader" TO "nightly_report";
GRANT "orders__owner" TO "orders";
GRANT "orders__owner" TO "stock";

-- What the workload no longer grants.
SELECT DISTINCT format('REVOKE %I FROM %I', granted.rolname, login.rolname)
FROM pg_auth_members AS membership
JOIN pg_roles AS granted ON granted.oid = membership.roleid
JOIN pg_roles AS login ON login.oid = membership.member
WHERE shobj_description(login.oid, 'pg_authid') = 'program of the workload'
AND login.rolname || ' ' || granted.rolname
    <> ALL (ARRAY['accounts accounts__owner', 'nightly_report accounts__reader', 'nightly_report orders__reader', 'orders orders__owner', 'stock orders__owner']::text[]) \gexec

SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles
WHERE rolcanlogin AND shobj_description(oid, 'pg_authid') = 'program of the workload'
AND rolname::text <> ALL (ARRAY['accounts', 'nightly_report', 'orders', 'stock']::text[]) \gexec
