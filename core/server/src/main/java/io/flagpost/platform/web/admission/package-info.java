/**
 * Admission by capacity: a request that there is no capacity for is refused before its body is
 * read, and one that arrives too slowly is cut off for others. {@code AdmissionControl} counts for
 * a whole listener, {@code LoopAdmission} decides for an event loop.
 *
 * <p>Called by the listeners, on their event loops; meters from any thread.
 */
@NullMarked
package io.flagpost.platform.web.admission;

import org.jspecify.annotations.NullMarked;
