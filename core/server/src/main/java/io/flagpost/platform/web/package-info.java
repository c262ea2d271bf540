/**
 * What both listeners share: how they listen, accept connections and stop, and what each of their
 * answers has, from its headers to its line in the access log. {@code ListenerWatch} is the entry
 * point for an event loop of a listener. Runs on their event loops.
 */
@NullMarked
package io.flagpost.platform.web;

import org.jspecify.annotations.NullMarked;
