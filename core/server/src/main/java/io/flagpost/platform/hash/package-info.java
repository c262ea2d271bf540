/** The one hash function that the gateway uses. Any thread. */
@NullMarked
package io.flagpost.platform.hash;

import org.jspecify.annotations.NullMarked;
