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
