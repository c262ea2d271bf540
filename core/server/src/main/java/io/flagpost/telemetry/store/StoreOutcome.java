package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.Acknowledgement;

/**
 * How a durable append ended.
 *
 * @param outcome what to tell the sender: its own outcome, or the first one's if this is a repeat
 * @param repeated true if nothing was stored because the same content was stored before under the
 *     same idempotency key
 */
public record StoreOutcome(Acknowledgement outcome, boolean repeated) {}
