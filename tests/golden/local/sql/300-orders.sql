\connect "orders"
-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

ALTER SCHEMA public OWNER TO "orders__owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "orders__reader";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

-- Readers read what the owner will create.
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT USAGE ON SCHEMAS TO "orders__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT SELECT ON TABLES TO "orders__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "orders__owner" GRANT SELECT ON SEQUENCES TO "orders__reader";
