package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes records, one after the other, and prints them. */
interface RecordSink {
  void add(JsonNode row);

  /** Prints what is still to be printed. */
  void end();
}
