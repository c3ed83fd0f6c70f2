\connect accounts
-- Generated from config/workload.yaml; safe to run again.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

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
\gexec
CREATE EXTENSION IF NOT EXISTS "citext";
CREATE EXTENSION IF NOT EXISTS "pgcrypto";
