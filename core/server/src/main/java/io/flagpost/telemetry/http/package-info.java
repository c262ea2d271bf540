/**
 * The public listener: routes, refusals and the one place where a failure becomes a status.
 *
 * <p>Runs on the event loops that the HTTP verticle owns.
 */
@NullMarked
package io.flagpost.telemetry.http;

import org.jspecify.annotations.NullMarked;
