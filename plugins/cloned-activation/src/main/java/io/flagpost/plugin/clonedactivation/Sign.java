package io.flagpost.plugin.clonedactivation;

/** What gives away that two copies send under one activation. */
enum Sign {
  /** More users than one installation has. */
  USERS("users"),
  /** A sequence number that was used already, for something else. */
  SEQUENCE_REPEATED("sequence_repeated"),
  /** A lower sequence number at a later time: a second counter that goes its own way. */
  TIME_AHEAD_OF_SEQUENCE("time_ahead_of_sequence"),
  /** A lower sequence number, and no times to tell a late record by. */
  SEQUENCE_BACKWARDS("sequence_backwards"),
  /** An earlier time than the last record's, and no sequence numbers to tell a late one by. */
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
