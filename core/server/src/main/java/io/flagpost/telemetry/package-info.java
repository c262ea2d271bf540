/**
 * Everything that happens to telemetry: received ({@code http}), decoded ({@code ingest}), checked
 * ({@code checks}), stored ({@code store}, or {@code spool} while PostgreSQL is away) and read back
 * ({@code query}). {@code record} has the values that they pass to each other.
 *
 * <p>{@code verdicts} has checks look at records after they were stored.
 */
package io.flagpost.telemetry;
