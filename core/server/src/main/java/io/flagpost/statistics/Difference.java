package io.flagpost.statistics;

import java.time.Instant;

/**
 * An hour whose counts are not those of its records.
 *
 * @param hour the hour of receipt
 * @param environment the environment
 * @param product the product's id; 0 for none that is known
 * @param records how many records there are
 * @param counted how many were counted
 * @param flagged how many of them are flagged
 * @param countedFlagged how many were counted as flagged
 */
public record Difference(
    Instant hour,
    String environment,
    long product,
    long records,
    long counted,
    long flagged,
    long countedFlagged) {}
