package io.flagpost.telemetry.ingest;

/** Receives the fields of a body or query, in the order in which they were sent. */
interface FieldSink {

  /** The kind of a field's value. */
  enum Kind {
    /** Text of a form or query. */
    FORM,
    /** The content of a file in a form. */
    FILE,
    /** A JSON string. */
    STRING,
    /** A JSON number or boolean; its value is its text as sent. */
    LITERAL,
    /** A JSON array or object; its value is its JSON text. */
    STRUCTURE,
    /** A JSON null. */
    NULL;

    /** Whether a name may end in brackets that make the field an array or a map. */
    boolean hasBracketNames() {
      return this == FORM || this == FILE;
    }
  }

  /** Receives one field. */
  void accept(SentText name, Kind kind, SentText value);

  /** The bytes contain something that is not a field. */
  void broken();
}
