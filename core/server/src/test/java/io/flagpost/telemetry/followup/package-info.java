/** Tests of what is done with committed records. */
@NullMarked
package io.flagpost.telemetry.followup;

import org.jspecify.annotations.NullMarked;
