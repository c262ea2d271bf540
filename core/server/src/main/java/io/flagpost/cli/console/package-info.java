/**
 * What the commands share: the terminal they write to, exit codes, the explanation of a failure,
 * and the options that say which configuration is meant.
 */
@NullMarked
package io.flagpost.cli.console;

import org.jspecify.annotations.NullMarked;
