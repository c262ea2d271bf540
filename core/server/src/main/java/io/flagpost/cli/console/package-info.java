/**
 * What commands share: the terminal they write to, exit codes, the explanation of a failure, and
 * the options that name the configuration. Used on the main thread.
 */
@NullMarked
package io.flagpost.cli.console;

import org.jspecify.annotations.NullMarked;
