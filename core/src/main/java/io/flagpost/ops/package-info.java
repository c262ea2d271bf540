/**
 * What an operator asks a running node: is it alive, is it ready, which build is it.
 *
 * <p>Runs on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.ops;

import org.jspecify.annotations.NullMarked;
