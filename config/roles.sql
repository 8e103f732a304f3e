-- Makes the two roles and the database, and says what the application may do: run by a superuser with
--   psql -v database=avtalsgang -f config/roles.sql
-- The owner owns every table and runs the migrations. The application owns nothing: it reads and writes
-- rows, and migrations take even that away where the history must stay as it was written.
-- May be run again at any time. A server on a network also needs a password for each role.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', wanted.name)
FROM unnest(ARRAY['avtalsgang_owner', 'avtalsgang_app']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) \gexec

SELECT format(
    'CREATE DATABASE %I OWNER avtalsgang_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C''',
    :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

\connect :"database"
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO avtalsgang_app;
ALTER DEFAULT PRIVILEGES FOR ROLE avtalsgang_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO avtalsgang_app;
ALTER DEFAULT PRIVILEGES FOR ROLE avtalsgang_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO avtalsgang_app;
