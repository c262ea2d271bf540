package io.flagpost.verdicts;

import java.time.Duration;

/**
 * Which earlier records are asked for.
 *
 * @param kind what they have in common with the record
 * @param window how far back from its receipt
 */
record HistoryQuestion(HistoryKind kind, Duration window) {}
