package io.flagpost.node;

import io.flagpost.platform.ops.Spooling;
import io.flagpost.telemetry.spool.SpoolState;
import io.flagpost.telemetry.spool.SpoolingStore;

/**
 * The state of the spool for the health report.
 *
 * @param store the store that spools
 */
record SpoolHealth(SpoolingStore store) implements Spooling {

  @Override
  public boolean takesRecords() {
    SpoolState state = store.state();
    return state.usable() && state.room() > 0;
  }

  @Override
  public boolean isInUse() {
    return store.isSpooling();
  }

  @Override
  public boolean isNeeded() {
    return store.isOutageKnown();
  }
}
