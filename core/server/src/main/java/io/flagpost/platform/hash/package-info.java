/**
 * The one hash function that the gateway uses.
 *
 * <p>Called from everywhere, on any thread.
 */
@NullMarked
package io.flagpost.platform.hash;

import org.jspecify.annotations.NullMarked;
