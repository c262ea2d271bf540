/** Tests of Parquet files, and what reads them back for others: with Parquet's own reader. */
@NullMarked
package io.flagpost.parquet;

import org.jspecify.annotations.NullMarked;
