/** What the benchmark prints and writes. */
@NullMarked
package io.flagpost.bench.report;

import org.jspecify.annotations.NullMarked;
