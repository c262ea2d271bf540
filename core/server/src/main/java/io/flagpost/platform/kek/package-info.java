/**
 * The key-encryption key: the secrets in the database are encrypted under it, and the keys of the
 * audit log are derived from it. It is the one secret that an operator has to keep separately.
 *
 * <p>Called at start and by all code that encrypts or decrypts secrets, on any thread.
 */
@NullMarked
package io.flagpost.platform.kek;

import org.jspecify.annotations.NullMarked;
