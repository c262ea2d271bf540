/**
 * The signing keys and the signatures: the key ring, its table in PostgreSQL, the signing verticle
 * and the choice of a crypto provider.
 *
 * <p>Private keys never leave this package. Signatures are made on the worker threads of the
 * signing verticle, reached over the local event bus.
 */
@NullMarked
package io.flagpost.signing;

import org.jspecify.annotations.NullMarked;
