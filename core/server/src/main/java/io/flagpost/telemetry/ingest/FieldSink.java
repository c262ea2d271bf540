package io.flagpost.telemetry.ingest;

/** Takes the fields of a body or query, in the order in which they were sent. */
interface FieldSink {

  /** What kind of value a field was sent with. */
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

  /** Takes one field. */
  void accept(SentText name, Kind kind, SentText value);

  /** The bytes hold something that could not be handed over as a field. */
  void broken();
}
