package io.flagpost.plugin.checksum;

import io.flagpost.plugin.v1.Default;
import java.util.Objects;

/**
 * How strict the check is.
 *
 * @param missing what to do with a record without a checksum where the genuine ones are known
 */
record ChecksumSettings(@Default("ignore") Missing missing) {

  ChecksumSettings {
    Objects.requireNonNull(missing, "missing");
  }

  /** The meaning of a record without a checksum. */
  enum Missing {
    /** Nothing: not every build reports one. */
    IGNORE,
    /** That somebody removed it: every genuine build reports one. */
    FLAG
  }
}
