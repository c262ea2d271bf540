/** Tests of the checks at receipt. */
@NullMarked
package io.flagpost.telemetry.checks;

import org.jspecify.annotations.NullMarked;
