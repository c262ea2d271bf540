/**
 * The local event bus: one identity codec for immutable messages. Used where a message crosses
 * threads.
 */
@NullMarked
package io.flagpost.platform.bus;

import org.jspecify.annotations.NullMarked;
