/**
 * Codings: what a client packed is unpacked here, under a limit, and PEM is read and written.
 *
 * <p>Called by whatever reads bodies or keys, on any thread.
 */
@NullMarked
package io.flagpost.platform.coding;

import org.jspecify.annotations.NullMarked;
