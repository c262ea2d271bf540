package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.FieldSink.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a field was sent with.
 *
 * @param kind the kind of value
 * @param value the value where it stands
 */
record SentField(Kind kind, SentText value) {

  /** The text of a field that has one: neither null nor an array or object. */
  @Nullable String text() {
    return kind == Kind.NULL || kind == Kind.STRUCTURE ? null : value.text();
  }

  /** Whether it counts as not sent: null, or nothing but white space. */
  boolean isMissing() {
    String text = trimmed();
    return text == null ? kind == Kind.NULL : text.isEmpty();
  }

  /** Its text without white space at its ends, or null. */
  @Nullable String trimmed() {
    String text = text();
    return text == null ? null : ColumnText.trim(text);
  }
}
