package io.flagpost.telemetry.query;

import org.jspecify.annotations.Nullable;

/**
 * What was noted of a record when it was received, and what of its data records are counted by;
 * checks see none of it here.
 *
 * @param licenseKeyExists whether the license key was known; null if there was none, or nobody
 *     could tell
 * @param productVersionExists whether it was a version of its product that the vendor released
 * @param catalogId the checks that ran
 * @param dataGroup the data group; null if it is missing
 * @param numericValue the single numeric value, as it was sent; null if it is missing
 */
public record ReceiptNotes(
    @Nullable Boolean licenseKeyExists,
    boolean productVersionExists,
    String catalogId,
    @Nullable String dataGroup,
    @Nullable String numericValue) {}
