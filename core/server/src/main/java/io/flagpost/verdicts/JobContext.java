package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What all work on stored records is done with.
 *
 * @param vertx timers
 * @param context where all of it happens
 * @param pool its connections
 * @param records reads the records
 * @param checks asks the plugins about them
 * @param writer writes what they say
 * @param lock says whether this node is the one that does it
 * @param catalogs the published catalog
 * @param settings how it is done
 * @param clock when verdicts are given
 */
record JobContext(
    Vertx vertx,
    Context context,
    Pool pool,
    StoredRecords records,
    StoredChecks checks,
    VerdictWriter writer,
    NodeLock lock,
    Supplier<CheckCatalog> catalogs,
    VerdictSettings settings,
    Clock clock) {}
