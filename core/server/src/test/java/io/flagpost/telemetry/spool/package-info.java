/** Tests of the spool. */
@NullMarked
package io.flagpost.telemetry.spool;

import org.jspecify.annotations.NullMarked;
