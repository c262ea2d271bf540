package io.flagpost.verdicts;

import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.sqlclient.Pool;

/**
 * Stored records and verdicts, as work on them reads and writes them.
 *
 * @param pool its connections
 * @param records reads the records
 * @param writer writes what checks say about them
 */
record JobDatabase(Pool pool, StoredRecords records, VerdictWriter writer) {}
