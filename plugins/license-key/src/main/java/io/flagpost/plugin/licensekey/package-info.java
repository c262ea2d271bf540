/**
 * The license key check: is the key known, still honoured, and used for what it was issued for?
 *
 * <p>Called by the plugin host on the plugin's own thread.
 */
@NullMarked
package io.flagpost.plugin.licensekey;

import org.jspecify.annotations.NullMarked;
