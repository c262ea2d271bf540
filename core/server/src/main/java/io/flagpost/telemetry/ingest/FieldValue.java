package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What one of the contract's fields came to.
 *
 * @param presence whether there is a value to judge
 * @param text the value without white space at its ends; empty unless present
 * @param column what the column keeps; text that is stored as sent is kept even where it is blank
 * @param overLong whether the column cannot hold all of it
 * @param exact whether the column gives back what was sent
 */
record FieldValue(
    Presence presence, String text, @Nullable String column, boolean overLong, boolean exact) {

  /** Whether there is a value to judge. */
  enum Presence {
    /** Not sent, null or blank. */
    MISSING,
    /** An array or an object. */
    WRONG_TYPE,
    /** Text. */
    PRESENT
  }

  private static final FieldValue NOT_SENT =
      new FieldValue(Presence.MISSING, "", null, false, true);
  private static final FieldValue BLANK = new FieldValue(Presence.MISSING, "", null, false, false);
  private static final FieldValue STRUCTURE =
      new FieldValue(Presence.WRONG_TYPE, "", null, false, false);

  /** Reads a field out of what was sent. */
  static FieldValue of(Field field, @Nullable SentField sent) {
    if (sent == null) {
      return NOT_SENT;
    }
    return switch (sent.kind()) {
      case NULL -> BLANK;
      case STRUCTURE -> STRUCTURE;
      case FORM, FILE, STRING, LITERAL -> of(field, sent.value());
    };
  }

  private static FieldValue of(Field field, SentText value) {
    String sent = value.text();
    String trimmed = ColumnText.trim(sent);
    Presence presence = trimmed.isEmpty() ? Presence.MISSING : Presence.PRESENT;
    boolean keptAsSent = field == Field.TEXT_DATA;
    if (presence == Presence.MISSING && !keptAsSent) {
      return BLANK;
    }
    String kept = keptAsSent ? sent : trimmed;
    String column = ColumnText.fit(kept, field.limit());
    boolean exact = column.equals(sent) && !value.isMalformed(sent);
    return new FieldValue(
        presence, trimmed, column, ColumnText.exceeds(kept, field.limit()), exact);
  }
}
