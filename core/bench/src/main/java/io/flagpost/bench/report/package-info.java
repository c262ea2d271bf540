/** The output of the benchmark. */
@NullMarked
package io.flagpost.bench.report;

import org.jspecify.annotations.NullMarked;
