/**
 * What was received, for those who look into it: records as they are stored, with all that was said
 * of them. Called on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.admin.telemetry;

import org.jspecify.annotations.NullMarked;
