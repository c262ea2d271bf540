package io.flagpost.admin.identity;

import java.text.Normalizer;

/** Normalises account names to the form in which they are stored and compared. */
record AccountName(String text) {

  /** Normalises a typed name: trims it and converts it to Unicode normalization form C. */
  static AccountName of(String typed) {
    return new AccountName(Normalizer.normalize(typed, Normalizer.Form.NFC).strip());
  }
}
