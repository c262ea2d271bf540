/**
 * The key-encryption key: the secrets in the database are encrypted under it, and the keys of the
 * audit log are derived from it. It is the one secret that an operator has to keep apart.
 *
 * <p>Called at start and by whatever encrypts or decrypts something, on any thread.
 */
@NullMarked
package io.flagpost.platform.kek;

import org.jspecify.annotations.NullMarked;
