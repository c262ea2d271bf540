/** Tests of {@code io.flagpost.ops}. */
@NullMarked
package io.flagpost.platform.ops;

import org.jspecify.annotations.NullMarked;
