/**
 * The public listener: its endpoints, who calls them, and the refusals; {@code EnvelopeResponder}
 * is the one place where a failure becomes a status.
 *
 * <p>Runs on the event loops that {@code PublicVerticle} owns.
 */
@NullMarked
package io.flagpost.telemetry.http;

import org.jspecify.annotations.NullMarked;
