/**
 * The gateway's PostgreSQL, embedded or external: its server, roles, schema, and connection pools;
 * and SQL as a value, {@code Sql} and {@code SqlCondition}, for everybody with a statement to put
 * together.
 *
 * <p>Started and stopped by {@code node}, off the event loops.
 */
@NullMarked
package io.flagpost.platform.database;

import org.jspecify.annotations.NullMarked;
