/**
 * The signed envelope around every answer: its JSON text, its two signature profiles, and its
 * verification.
 *
 * <p>Called by {@code telemetry.http} on the event loop of the request; {@code signing} computes
 * the signature.
 */
@NullMarked
package io.flagpost.signing.envelope;

import org.jspecify.annotations.NullMarked;
