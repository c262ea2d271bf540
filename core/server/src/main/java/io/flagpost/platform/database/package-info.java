/**
 * The PostgreSQL that the gateway works with: embedded or given, its roles and its schema.
 *
 * <p>Started and stopped by {@code Gateway}, off the event loops.
 */
@NullMarked
package io.flagpost.platform.database;

import org.jspecify.annotations.NullMarked;
