/**
 * Keeps a value from PostgreSQL in memory and up to date: {@link
 * io.flagpost.platform.refresh.Refresher}, used by {@code registry}, {@code signing} and {@code
 * admin.plugins}. Any thread.
 */
@NullMarked
package io.flagpost.platform.refresh;

import org.jspecify.annotations.NullMarked;
