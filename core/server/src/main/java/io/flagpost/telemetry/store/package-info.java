/**
 * Makes records durable: group commit into PostgreSQL, idempotency, partitions.
 *
 * <p>{@link io.flagpost.telemetry.store.TelemetryStore} is the interface: {@code telemetry.ingest}
 * appends to it and does not know the implementation. {@link
 * io.flagpost.telemetry.store.PgTelemetryStore} refuses while PostgreSQL is away; {@code
 * telemetry.spool} stands in front of it, keeps what it refused, and replays that with the same
 * record ids, so that each is stored exactly once.
 *
 * <p>Inside, a {@code GroupWriter} per connection takes groups from the bounded {@code
 * AppendQueue}, and {@code TelemetryInsert} is the one statement that writes them.
 *
 * <p>Called on any event loop; completes on the caller's. The writers have one context of their
 * own.
 */
@NullMarked
package io.flagpost.telemetry.store;

import org.jspecify.annotations.NullMarked;
