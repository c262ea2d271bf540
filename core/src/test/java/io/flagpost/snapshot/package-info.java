/** Tests of the copy of the reference data on disk. */
@NullMarked
package io.flagpost.snapshot;

import org.jspecify.annotations.NullMarked;
