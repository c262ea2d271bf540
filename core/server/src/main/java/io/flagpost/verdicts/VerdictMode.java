package io.flagpost.verdicts;

import java.util.Locale;

/** On what occasion a verdict was given. */
enum VerdictMode {
  /** By a check that counts, for the first time or after it was pending. */
  LIVE,
  /** By a plugin in shadow; never counts. */
  SHADOW,
  /** By a check that was run again; counts from then on. */
  RECHECK;

  /** Its name in the database. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Under which mode its check's progress and pending records are kept. */
  VerdictMode track() {
    return this == SHADOW ? SHADOW : LIVE;
  }

  static VerdictMode of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
