/**
 * How many connections there may be, how long each may wait for its client, and what one of HTTP/2
 * may cost. {@code Connections} knows those of one event loop.
 *
 * <p>Called by the listeners, on the event loop of the connections; {@code ConnectionCounts} from
 * any thread.
 */
@NullMarked
package io.flagpost.platform.web.connections;

import org.jspecify.annotations.NullMarked;
