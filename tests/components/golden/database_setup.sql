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

-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

-- Every login may open `postgres`: RDS Proxy needs that database. There is nothing in it, and
-- nothing can be put there.
SELECT format('REVOKE %s ON DATABASE %I FROM PUBLIC', privileges, datname)
FROM pg_database
JOIN (VALUES ('postgres', 'TEMPORARY'), ('template1', 'CONNECT, TEMPORARY'))
    AS open (name, privileges) ON datname = name
WHERE pg_has_role(datdba, 'USAGE') \gexec

SELECT 'CREATE DATABASE "accounts" OWNER "accounts__owner"'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'accounts') \gexec
ALTER DATABASE "accounts" OWNER TO "accounts__owner";
REVOKE ALL ON DATABASE "accounts" FROM PUBLIC;
GRANT CONNECT ON DATABASE "accounts" TO "accounts__reader";

SELECT 'CREATE DATABASE "orders" OWNER "orders__owner"'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'orders') \gexec
ALTER DATABASE "orders" OWNER TO "orders__owner";
REVOKE ALL ON DATABASE "orders" FROM PUBLIC;
GRANT CONNECT ON DATABASE "orders" TO "orders__reader";

-- A program that writes acts as the owner: what one creates, all writers can change.
ALTER ROLE "accounts" IN DATABASE "accounts" SET role = 'accounts__owner';
ALTER ROLE "accounts" IN DATABASE "orders" RESET role;
ALTER ROLE "nightly_report" IN DATABASE "accounts" RESET role;
ALTER ROLE "nightly_report" IN DATABASE "orders" RESET role;
ALTER ROLE "orders" IN DATABASE "accounts" RESET role;
ALTER ROLE "orders" IN DATABASE "orders" SET role = 'orders__owner';
ALTER ROLE "stock" IN DATABASE "accounts" RESET role;
ALTER ROLE "stock" IN DATABASE "orders" SET role = 'orders__owner';

\connect "accounts"
-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

ALTER SCHEMA public OWNER TO "accounts__owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "accounts__reader";
CREATE EXTENSION IF NOT EXISTS "citext";

-- Readers read what the owner will create.
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT USAGE ON SCHEMAS TO "accounts__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT SELECT ON TABLES TO "accounts__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT SELECT ON SEQUENCES TO "accounts__reader";

\connect "orders"
-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

ALTER SCHEMA public OWNER TO "orders__owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "orders__reader";
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

-- Readers read what the owner will create.
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT USAGE ON SCHEMAS TO "orders__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT SELECT ON TABLES TO "orders__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT SELECT ON SEQUENCES TO "orders__reader";
