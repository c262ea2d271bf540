package io.flagpost.node.config;

/** How the log is written. */
public enum LogFormat {
  /** For people: a line for each event. */
  TEXT,
  /** For machines: a JSON object in a line for each event. */
  JSON
}
