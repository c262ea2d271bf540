CREATE TABLE first (id bigint);
