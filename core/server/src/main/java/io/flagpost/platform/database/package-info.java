/**
 * The gateway's PostgreSQL, embedded or external: its server, roles, schema, and connection pools.
 *
 * <p>Started and stopped by {@code node}, off the event loops.
 */
@NullMarked
package io.flagpost.platform.database;

import org.jspecify.annotations.NullMarked;
