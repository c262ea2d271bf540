/**
 * What both listeners share: strict framing, bounds for connections and HTTP/2, admission, bodies
 * under their limit, request ids, the access log and the orderly stop. {@code ListenerWatch} is the
 * entry point for an event loop of a listener. Runs on their event loops.
 */
@NullMarked
package io.flagpost.platform.web;

import org.jspecify.annotations.NullMarked;
