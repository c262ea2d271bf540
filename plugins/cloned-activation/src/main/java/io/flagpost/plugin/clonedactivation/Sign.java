package io.flagpost.plugin.clonedactivation;

/** The signs that two copies send under one activation. */
enum Sign {
  /** More users than one installation has. */
  USERS("users"),
  /** A sequence number that was already used for another record. */
  SEQUENCE_REPEATED("sequence_repeated"),
  /** A lower sequence number at a later time: a second, independent counter. */
  TIME_AHEAD_OF_SEQUENCE("time_ahead_of_sequence"),
  /** A lower sequence number, without times that would identify a late record. */
  SEQUENCE_BACKWARDS("sequence_backwards"),
  /**
   * An earlier time than the last record's, without sequence numbers that would identify a late
   * one.
   */
  TIME_BACKWARDS("time_backwards");

  private final String text;

  Sign(String text) {
    this.text = text;
  }

  /** Its name in evidence. */
  String text() {
    return text;
  }
}
