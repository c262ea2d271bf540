/**
 * Files that only their owner can read and that survive a crash.
 *
 * <p>Called on a thread that may block.
 */
@NullMarked
package io.flagpost.platform.files;

import org.jspecify.annotations.NullMarked;
