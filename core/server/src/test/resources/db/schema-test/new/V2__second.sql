CREATE TABLE second (id bigint);
