/**
 * The local event bus: one identity codec for immutable messages.
 *
 * <p>Used where a thread is crossed.
 */
@NullMarked
package io.flagpost.platform.bus;

import org.jspecify.annotations.NullMarked;
