/**
 * What an operator asks a running node: health, readiness, build information.
 *
 * <p>Runs on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.ops;

import org.jspecify.annotations.NullMarked;
