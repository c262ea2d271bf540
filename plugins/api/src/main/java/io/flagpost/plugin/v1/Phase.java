package io.flagpost.plugin.v1;

/** When a check runs. */
public enum Phase {
  /** Before the record is stored, based on the record itself and the host's look-ups. */
  RECEIPT,
  /** After the record was stored, in comparison with other records. */
  AFTER_STORE
}
