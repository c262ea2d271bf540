/**
 * Files that are for their owner's eyes and that survive a crash.
 *
 * <p>Called by whoever keeps something on this machine, on a thread that may block.
 */
@NullMarked
package io.flagpost.platform.files;

import org.jspecify.annotations.NullMarked;
