/**
 * How hard a new password or passphrase is to guess; every one of them is checked here. Its
 * dictionaries are read at first use, and an estimate takes up to a second: call it on worker
 * threads.
 */
@NullMarked
package io.flagpost.platform.passwords;

import org.jspecify.annotations.NullMarked;
