/** Tests of what is shown of stored records. */
@NullMarked
package io.flagpost.admin.telemetry;

import org.jspecify.annotations.NullMarked;
