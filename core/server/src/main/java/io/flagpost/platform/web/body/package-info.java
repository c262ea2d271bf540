/**
 * Request bodies, read under a limit; what is too much is still read and discarded for a moment, so
 * that the client can read its answer.
 *
 * <p>Called by the listeners' handlers, on the requests' event loops.
 */
@NullMarked
package io.flagpost.platform.web.body;

import org.jspecify.annotations.NullMarked;
