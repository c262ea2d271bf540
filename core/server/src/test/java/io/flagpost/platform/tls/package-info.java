/** Tests of {@code io.flagpost.tls}. */
@NullMarked
package io.flagpost.platform.tls;

import org.jspecify.annotations.NullMarked;
