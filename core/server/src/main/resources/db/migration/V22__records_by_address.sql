-- The records of an address, in order; and those of a network, whose addresses have the beginning of their
-- text in common. Byte by byte, or the beginning would find nothing.
--
-- With 10 million records: TIME. It locks "telemetry" against writing meanwhile, so that what is received is
-- kept in the spool and stored afterwards.
CREATE INDEX telemetry_address ON telemetry (client_address COLLATE "C", id);
