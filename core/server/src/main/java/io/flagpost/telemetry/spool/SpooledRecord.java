package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.store.StoreRequest;

/**
 * A record that the spool holds.
 *
 * @param request the request to store
 * @param bytes its size in the spool
 */
record SpooledRecord(StoreRequest request, int bytes) {}
