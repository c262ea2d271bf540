/** Tests of the host against plugins that are compiled on the spot, well-behaved and hostile. */
@NullMarked
package io.flagpost.plugin.host;

import org.jspecify.annotations.NullMarked;
