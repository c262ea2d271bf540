package io.flagpost.node.config;

import java.util.List;

/**
 * An amount of data, written {@code 512B}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}.
 *
 * @param bytes the amount in bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("A size is not negative");
    }
  }

  /** The amount as an {@code int}; larger amounts are capped at its largest value. */
  public int intBytes() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    for (SizeUnit unit : SizeUnit.LARGEST_FIRST) {
      if (bytes > 0 && bytes % unit.bytes == 0) {
        return bytes / unit.bytes + unit.suffix;
      }
    }
    return bytes + "B";
  }

  static ByteSize parse(String text) {
    for (SizeUnit unit : SizeUnit.LARGEST_FIRST) {
      if (text.endsWith(unit.suffix)) {
        String amount = text.substring(0, text.length() - unit.suffix.length()).strip();
        if (!amount.matches("[0-9]{1,18}")) {
          break;
        }
        return new ByteSize(Math.multiplyExact(Long.parseLong(amount), unit.bytes));
      }
    }
    throw new IllegalArgumentException("A size has a unit");
  }

  private enum SizeUnit {
    GIB("GiB", 1L << 30),
    MIB("MiB", 1L << 20),
    KIB("KiB", 1L << 10),
    B("B", 1);

    static final List<SizeUnit> LARGEST_FIRST = List.of(values());

    final String suffix;
    final long bytes;

    SizeUnit(String suffix, long bytes) {
      this.suffix = suffix;
      this.bytes = bytes;
    }
  }
}
