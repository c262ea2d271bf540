/** Tests of the copy of the reference data on disk. */
@NullMarked
package io.flagpost.platform.snapshot;

import org.jspecify.annotations.NullMarked;
