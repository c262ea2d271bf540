/** The processes that are measured, and those that they are measured by. */
@NullMarked
package io.flagpost.bench.servers;

import org.jspecify.annotations.NullMarked;
