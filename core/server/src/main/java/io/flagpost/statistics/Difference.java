package io.flagpost.statistics;

import java.time.Instant;

/**
 * An hour or a day whose counts are not those of its records.
 *
 * @param table the table that has the counts
 * @param hour the hour of receipt; of a table that counts by day, the first one of the day
 * @param environment the environment
 * @param product the product's id; 0 for none that is known
 * @param records how many records there are
 * @param counted how many were counted
 * @param flagged how many of them are flagged
 * @param countedFlagged how many were counted as flagged
 */
public record Difference(
    String table,
    Instant hour,
    String environment,
    long product,
    long records,
    long counted,
    long flagged,
    long countedFlagged) {}
