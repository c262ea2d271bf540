/**
 * The benchmark, {@code mvn -Pbench verify}: what the gateway does in a second, compared with what
 * the same machine does for simpler servers.
 *
 * <p>{@link io.flagpost.bench.Benchmark} reads top-down: {@code data} prepares PostgreSQL, {@code
 * servers} starts the gateway and its yardsticks as processes of their own, {@code load} drives
 * them from this one, {@code report} prints the results. {@code micro} has the JMH benchmarks of
 * single steps. {@code docs/performance.md} explains every figure.
 */
@NullMarked
package io.flagpost.bench;

import org.jspecify.annotations.NullMarked;
