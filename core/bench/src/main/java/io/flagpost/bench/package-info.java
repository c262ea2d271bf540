/**
 * The benchmark, {@code mvn -Pbench verify}: what the gateway does in a second, beside what the
 * same machine does with less to do.
 *
 * <p>{@link io.flagpost.bench.Benchmark} reads top-down: {@code data} prepares PostgreSQL, {@code
 * servers} starts the gateway and its yardsticks as processes of their own, {@code load} drives
 * them from this one, {@code report} says what came of it. {@code micro} holds the JMH benchmarks
 * of single steps. {@code docs/performance.md} explains every figure.
 */
@NullMarked
package io.flagpost.bench;

import org.jspecify.annotations.NullMarked;
