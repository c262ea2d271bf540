package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;

/** Receives records, one after the other, and prints them. */
interface RecordSink {
  void add(JsonNode row);

  /** Prints the rest. */
  void end();
}
