package io.flagpost.plugin.v1;

/** When a check looks at a record. */
public enum Phase {
  /** Before the record is stored, from the record itself and the host's look-ups. */
  RECEIPT,
  /** After the record was stored, when it is judged beside other records. */
  AFTER_STORE
}
