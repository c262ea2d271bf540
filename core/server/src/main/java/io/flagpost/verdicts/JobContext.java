package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the jobs on stored records share.
 *
 * @param context where all of them run
 * @param database reads the records, and writes the verdicts
 * @param checks asks the plugins about them
 * @param lock says whether this node does the work
 * @param catalogs the published catalog
 * @param settings the settings
 * @param clock the time of verdicts
 */
record JobContext(
    Context context,
    JobDatabase database,
    StoredChecks checks,
    NodeLock lock,
    Supplier<CheckCatalog> catalogs,
    VerdictSettings settings,
    Clock clock) {

  /** Timers. */
  Vertx vertx() {
    return context.owner();
  }
}
