/**
 * Management of plugins while the gateway runs: modes, files, reports and re-checks. Called on the
 * admin listener's event loop; {@code plugin.host} does the work on its own thread.
 */
@NullMarked
package io.flagpost.admin.plugins;

import org.jspecify.annotations.NullMarked;
