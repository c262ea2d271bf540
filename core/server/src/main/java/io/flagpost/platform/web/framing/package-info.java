/**
 * Strict framing: the bytes of HTTP/1 and the heads of HTTP/2 are validated before the library
 * reads them. {@code UnreadableRequests} installs all of it and answers what breaks the rules.
 *
 * <p>Handlers in the pipelines of connections, on the connections' event loops.
 */
@NullMarked
package io.flagpost.platform.web.framing;

import org.jspecify.annotations.NullMarked;
