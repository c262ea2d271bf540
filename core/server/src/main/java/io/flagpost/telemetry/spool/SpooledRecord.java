package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.store.StoreRequest;

/**
 * A record that the spool holds.
 *
 * @param request what was to be stored
 * @param bytes how much room it takes
 */
record SpooledRecord(StoreRequest request, int bytes) {}
