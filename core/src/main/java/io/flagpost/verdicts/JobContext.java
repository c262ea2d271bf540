package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the jobs on stored records share.
 *
 * @param vertx timers
 * @param context where all of them run
 * @param pool its connections
 * @param records reads the records
 * @param checks asks the plugins about them
 * @param writer writes their verdicts
 * @param lock says whether this node does the work
 * @param catalogs the published catalog
 * @param settings the settings
 * @param clock the time of verdicts
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
