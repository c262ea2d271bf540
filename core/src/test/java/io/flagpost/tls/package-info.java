/** Tests of {@code io.flagpost.tls}. */
@NullMarked
package io.flagpost.tls;

import org.jspecify.annotations.NullMarked;
