/**
 * Makes records durable: group commit into PostgreSQL, idempotency, partitions.
 *
 * <p>{@link io.flagpost.telemetry.store.TelemetryStore} is the seam: {@code ingest} appends through
 * it and does not know what is behind. {@link io.flagpost.telemetry.store.PgTelemetryStore} refuses
 * while PostgreSQL is away; {@code spool} stands in front of it, keeps meanwhile what it refused,
 * and replays with the same record ids, which are all that it takes to be stored exactly once.
 *
 * <p>Inside, a {@code GroupWriter} per connection takes groups out of the bounded {@code
 * AppendQueue}, and {@code TelemetryInsert} is the one statement that writes them.
 *
 * <p>Called on any event loop; answers on the caller's. The writers live on one context of their
 * own.
 */
@NullMarked
package io.flagpost.telemetry.store;

import org.jspecify.annotations.NullMarked;
