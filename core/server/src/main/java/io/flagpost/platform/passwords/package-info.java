/**
 * How hard a new password or passphrase is to guess: the one place that every one of them passes,
 * whoever takes it. Pure but for its dictionaries, which are read at first use; an estimate takes
 * up to a second, so it is asked for on worker threads.
 */
@NullMarked
package io.flagpost.platform.passwords;

import org.jspecify.annotations.NullMarked;
