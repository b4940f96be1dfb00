-- The schema registry keeps its schemas in a database of its own, under a role that sees nothing else.
\getenv registry_password REGISTRY_PASSWORD
CREATE ROLE registry LOGIN PASSWORD :'registry_password';
CREATE DATABASE registry OWNER registry;
