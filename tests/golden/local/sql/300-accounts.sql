\connect "accounts"
-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

ALTER SCHEMA public OWNER TO "accounts__owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "accounts__reader";
CREATE EXTENSION IF NOT EXISTS "citext";
CREATE EXTENSION IF NOT EXISTS "pgcrypto";

-- Readers read what the owner will create.
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT USAGE ON SCHEMAS TO "accounts__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT SELECT ON TABLES TO "accounts__reader";
ALTER DEFAULT PRIVILEGES FOR ROLE "accounts__owner" GRANT SELECT ON SEQUENCES TO "accounts__reader";
