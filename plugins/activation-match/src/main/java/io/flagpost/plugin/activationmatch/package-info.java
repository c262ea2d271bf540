/**
 * The activation check: does the license have this activation, and is it active?
 *
 * <p>Called by the plugin host on the plugin's own thread.
 */
@NullMarked
package io.flagpost.plugin.activationmatch;

import org.jspecify.annotations.NullMarked;
