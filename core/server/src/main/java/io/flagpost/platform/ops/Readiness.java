package io.flagpost.platform.ops;

/** What a node does with the records that come to it. */
public enum Readiness {
  /** It refuses them, or does not even listen. */
  NOT_ACCEPTING("not accepting"),
  /** It takes them, into PostgreSQL. */
  ACCEPTING("accepting"),
  /** It takes them, and some are in the spool. */
  SPOOLING("accepting, spooling"),
  /** The same, by reference data that could not be read anew for long. */
  STALE("accepting, spooling, stale");

  private final String text;

  Readiness(String text) {
    this.text = text;
  }

  /** How it is told to those who ask. */
  public String text() {
    return text;
  }
}
