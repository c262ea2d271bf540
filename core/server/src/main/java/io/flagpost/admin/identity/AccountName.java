package io.flagpost.admin.identity;

import java.text.Normalizer;

/** The name of an account in the one form that it is stored and compared in. */
record AccountName(String text) {

  /** A name as somebody typed it: trimmed, and in Unicode normal form C. */
  static AccountName of(String typed) {
    return new AccountName(Normalizer.normalize(typed, Normalizer.Form.NFC).strip());
  }
}
