package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What all work on stored records is done with.
 *
 * @param context where all of it happens
 * @param database reads the records, and writes what checks say about them
 * @param checks asks the plugins about them
 * @param lock says whether this node is the one that does it
 * @param catalogs the published catalog
 * @param settings how it is done
 * @param clock when verdicts are given
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
