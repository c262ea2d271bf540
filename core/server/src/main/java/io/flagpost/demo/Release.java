package io.flagpost.demo;

import io.flagpost.platform.hash.Sha256;
import java.util.HexFormat;

/**
 * A released version.
 *
 * @param version its name
 * @param checksum the SHA-256 of its one build, hexadecimal
 * @param at when it came out, as the {@link Timeline} counts; below 0 is before its begin
 */
record Release(String version, String checksum, double at) {
  static Release of(String product, String version, double at) {
    return new Release(version, checksum(product + " " + version), at);
  }

  /** What stands for the checksum of a build, genuine or not. */
  static String checksum(String build) {
    return HexFormat.of().formatHex(Sha256.of("Made-up build: " + build));
  }
}
