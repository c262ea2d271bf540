/**
 * The sharing check: do too many use one license?
 *
 * <p>Called by the plugin host on the plugin's own thread, for records that are stored.
 */
@NullMarked
package io.flagpost.plugin.sharedlicense;

import org.jspecify.annotations.NullMarked;
