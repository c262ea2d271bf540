/**
 * The {@code flagpost} commands.
 *
 * <p>Each runs on the main thread of its own process.
 */
@NullMarked
package io.flagpost.cli;

import org.jspecify.annotations.NullMarked;
