/**
 * Connections that end: in good order when a server stops, by {@code ConnectionDrain}, or because
 * their client is gone.
 *
 * <p>Used by the other packages of {@code platform.web}, on the connections' event loops.
 */
@NullMarked
package io.flagpost.platform.web.closing;

import org.jspecify.annotations.NullMarked;
