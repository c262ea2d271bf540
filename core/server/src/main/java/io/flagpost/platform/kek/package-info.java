/**
 * The key-encryption key: what is secret in the database is encrypted under it, and what proves the
 * audit log is derived from it. It is the one secret that an operator has to keep apart.
 *
 * <p>Called at start and by whatever seals or opens something, on any thread.
 */
@NullMarked
package io.flagpost.platform.kek;

import org.jspecify.annotations.NullMarked;
