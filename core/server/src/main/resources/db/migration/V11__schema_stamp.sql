-- Which program's migrations were all applied, and up to which row of Flyway's history. A program that
-- finds its own stamp, and no later row, need not look at each migration when it starts.
CREATE TABLE schema_stamp (
    the_only_row   boolean PRIMARY KEY DEFAULT true CHECK (the_only_row),
    migrations     text    NOT NULL, -- a hash of their names and contents
    installed_rank integer NOT NULL
);
