package io.flagpost.telemetry.record;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a telemetry record in the form in which the columns keep them: trimmed (but {@code
 * textData}), cut to their limit, free of U+0000 and lone surrogates. Null is a missing field or
 * one of the wrong type. {@code TelemetryField} lists them for everybody who handles them all.
 */
public record TelemetryFields(
    @Nullable String productId,
    @Nullable String userIdentifier,
    @Nullable String licenseKey,
    @Nullable String activationIdentifier,
    @Nullable String productVersion,
    @Nullable String dataType,
    @Nullable String numericDataSingleValue,
    @Nullable String numericDataX,
    @Nullable String numericDataY,
    @Nullable String textData,
    @Nullable String dataGroup) {

  /** A record of which nothing could be read. */
  public static final TelemetryFields NONE =
      new TelemetryFields(null, null, null, null, null, null, null, null, null, null, null);
}
