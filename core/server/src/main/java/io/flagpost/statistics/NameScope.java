package io.flagpost.statistics;

import java.time.LocalDate;

/**
 * Among what a name has to stand out.
 *
 * @param day the day of receipt, UTC
 * @param environment the environment
 * @param product the product's id; 0 for none that is known
 * @param dimension what the name is of
 */
record NameScope(LocalDate day, String environment, long product, Dimension dimension) {}
