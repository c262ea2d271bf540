/** The driver: requests over raw connections, in a closed or an open loop, and what they cost. */
@NullMarked
package io.flagpost.bench.load;

import org.jspecify.annotations.NullMarked;
