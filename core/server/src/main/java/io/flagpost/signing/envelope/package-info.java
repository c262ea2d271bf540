/**
 * The signed envelope around every answer: its JSON text, its two signature profiles, and the
 * verification of one.
 *
 * <p>Called by {@code http} on the event loop of the request; signing itself happens in {@code
 * signing}.
 */
@NullMarked
package io.flagpost.signing.envelope;

import org.jspecify.annotations.NullMarked;
