/**
 * The cloning check: do several copies use the same activation?
 *
 * <p>Called by the plugin host on the plugin's own thread, for records that are stored.
 */
@NullMarked
package io.flagpost.plugin.clonedactivation;

import org.jspecify.annotations.NullMarked;
