/**
 * The checksum check: is the build one of those that the vendor released?
 *
 * <p>Called by the plugin host on the plugin's own thread.
 */
@NullMarked
package io.flagpost.plugin.checksum;

import org.jspecify.annotations.NullMarked;
