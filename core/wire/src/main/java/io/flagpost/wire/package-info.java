/**
 * What the gateway shares with its clients: the codes of its answers, the notations that signatures
 * depend on, and the verification of an answer.
 *
 * <p>Built for Java 11; depends on the JDK and Jackson's streaming core. Everything is immutable or
 * a pure function, for any thread.
 */
@NullMarked
package io.flagpost.wire;

import org.jspecify.annotations.NullMarked;
