/** Tests of {@code io.flagpost.ops}. */
@NullMarked
package io.flagpost.ops;

import org.jspecify.annotations.NullMarked;
