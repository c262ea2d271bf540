/** Tests of the gateway as a whole. */
@NullMarked
package io.flagpost;

import org.jspecify.annotations.NullMarked;
