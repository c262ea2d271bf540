/**
 * The {@code flagpost} commands that need no admin API: {@code serve}, {@code demo}, {@code send},
 * {@code verify}, {@code config}, {@code spool}.
 *
 * <p>Each runs on the main thread of its own process.
 */
@NullMarked
package io.flagpost.cli;

import org.jspecify.annotations.NullMarked;
