/**
 * The parts that commands share: the terminal, exit codes, the explanation of a failure, and the
 * options that name the configuration. Used on the main thread.
 */
@NullMarked
package io.flagpost.cli.console;

import org.jspecify.annotations.NullMarked;
