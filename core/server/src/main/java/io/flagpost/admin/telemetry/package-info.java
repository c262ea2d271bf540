/**
 * What was received, for those who look into it: searches, records as they are stored, with all
 * that was said of them, and time lines. {@code RecordFilters} reads the filters that every
 * operation has that finds records. Called on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.admin.telemetry;

import org.jspecify.annotations.NullMarked;
