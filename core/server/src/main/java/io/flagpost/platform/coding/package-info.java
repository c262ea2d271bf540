/**
 * Content codings: what a client packed is unpacked here, under a limit.
 *
 * <p>Called by whatever reads bodies, on any thread.
 */
@NullMarked
package io.flagpost.platform.coding;

import org.jspecify.annotations.NullMarked;
