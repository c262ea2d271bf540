package io.flagpost.statistics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a record is counted under in one dimension.
 *
 * @param kind whose word it is
 * @param text the name; empty if there is none
 */
record Label(Kind kind, String text) {

  /** As the tables number them. */
  enum Kind {
    MISSING(0),
    KNOWN(1),
    INVENTED(2),
    OTHER(3);

    private final short number;

    Kind(int number) {
      this.number = (short) number;
    }

    short number() {
      return number;
    }

    /** As answers have it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(int number) {
      return values()[number];
    }
  }

  /** The record has none. */
  static final Label MISSING = new Label(Kind.MISSING, "");

  /** All names that senders made up, and that have no row of their own. */
  static final Label OTHER = new Label(Kind.OTHER, "");

  /**
   * @param known whether the vendor knows the name
   */
  static Label of(@Nullable String name, boolean known) {
    return name == null ? MISSING : new Label(known ? Kind.KNOWN : Kind.INVENTED, name);
  }

  boolean isInvented() {
    return kind == Kind.INVENTED;
  }
}
