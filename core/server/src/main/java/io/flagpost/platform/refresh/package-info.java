/**
 * Keeping in memory what PostgreSQL holds: {@link io.flagpost.platform.refresh.Refresher}, used by
 * {@code registry} and {@code signing}, on any thread.
 */
@NullMarked
package io.flagpost.platform.refresh;

import org.jspecify.annotations.NullMarked;
