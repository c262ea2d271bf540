package io.flagpost.cli.export;

import java.io.IOException;

/** What came is no record of an export. The message contains nothing of it. */
public final class NoRecordException extends IOException {
  private static final long serialVersionUID = 1L;

  /** For people. */
  public static final String REASON =
      "what came is no record: does the gateway speak another version?";

  NoRecordException() {
    super(REASON);
  }
}
