package io.flagpost.plugin.sharedlicense;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Who used a license within the window, as far as its records tell; values as {@link Identity}.
 *
 * @param users their users
 * @param activations their activations
 * @param networks where they came from ({@link Networks})
 * @param records how many they were
 */
record LicenseUse(Latest users, Latest activations, Latest networks, RecordCounts records) {
  /** Changes with the encoding, or with what the values are made of. */
  static final String VERSION = "1";

  static final LicenseUse NONE =
      new LicenseUse(Latest.NONE, Latest.NONE, Latest.NONE, RecordCounts.NONE);

  private static final int MOST_BYTES = 3 * Latest.MOST_BYTES + RecordCounts.MOST_BYTES;

  /** What of it is in the window that begins here. */
  LicenseUse in(Window window, long start) {
    return new LicenseUse(
        users.laterThan(start),
        activations.laterThan(start),
        networks.laterThan(start),
        records.in(window, start));
  }

  byte[] encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    users.putInto(bytes);
    activations.putInto(bytes);
    networks.putInto(bytes);
    records.putInto(bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  static LicenseUse decoded(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    LicenseUse use =
        new LicenseUse(
            Latest.from(bytes), Latest.from(bytes), Latest.from(bytes), RecordCounts.from(bytes));
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException("bytes are left");
    }
    return use;
  }
}
