/**
 * The replay check: was the request sent before?
 *
 * <p>Called by the plugin host on the plugin's own thread, for records that are stored.
 */
@NullMarked
package io.flagpost.plugin.replayedrequest;

import org.jspecify.annotations.NullMarked;
