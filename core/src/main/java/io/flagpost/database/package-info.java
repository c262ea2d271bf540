/**
 * The PostgreSQL that the gateway works with: embedded or given, its schema and its pools.
 *
 * <p>Started and stopped by {@code Gateway}, off the event loops.
 */
@NullMarked
package io.flagpost.database;

import org.jspecify.annotations.NullMarked;
