/** Tests of the audit log. */
@NullMarked
package io.flagpost.admin.telemetry;

import org.jspecify.annotations.NullMarked;
