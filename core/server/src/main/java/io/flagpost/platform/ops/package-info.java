/**
 * What an operator asks a running node: is it alive, is it ready, which build is it; and meters of
 * the process.
 *
 * <p>Called by the admin listener, on its event loop.
 */
@NullMarked
package io.flagpost.platform.ops;

import org.jspecify.annotations.NullMarked;
