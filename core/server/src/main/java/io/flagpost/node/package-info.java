/**
 * The composition root: {@code Gateway} creates, connects, starts and stops everything else.
 *
 * <p>Start reading at {@code Gateway}, from the top. {@code ARCHITECTURE.md} at the root of the
 * repository has the picture, the ways of a record, a verdict and a change through the packages,
 * and the glossary. Called by {@code cli} on the main thread; nothing calls back.
 */
@NullMarked
package io.flagpost.node;

import org.jspecify.annotations.NullMarked;
