/**
 * Rows into Parquet files. {@code flagpost telemetry export} finds it in a folder of its own and
 * loads it with a class loader of its own when somebody asks for that format: the two know classes
 * of the JDK of each other, and nothing else depends on it. For one thread; blocking.
 */
@NullMarked
package io.flagpost.parquet;

import org.jspecify.annotations.NullMarked;
