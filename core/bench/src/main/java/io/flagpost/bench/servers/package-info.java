/** The measured processes, and the yardsticks they are compared with. */
@NullMarked
package io.flagpost.bench.servers;

import org.jspecify.annotations.NullMarked;
