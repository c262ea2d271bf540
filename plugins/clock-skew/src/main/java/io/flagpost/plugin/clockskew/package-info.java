/**
 * The clock check: does the client's time agree with the gateway's, within honest limits?
 *
 * <p>Called by the plugin host on the plugin's own thread.
 */
@NullMarked
package io.flagpost.plugin.clockskew;

import org.jspecify.annotations.NullMarked;
