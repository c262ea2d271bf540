/**
 * What operators do with plugins while the gateway runs: modes, files, reports and re-checks, over
 * the admin API and by commands. Called on the admin listener's event loop; {@code plugins/host}
 * does the work on a thread of its own.
 */
@NullMarked
package io.flagpost.admin.plugins;

import org.jspecify.annotations.NullMarked;
