package io.flagpost.statistics;

/**
 * In what senders can make names up. So many of them have rows of their own on a day, by
 * environment and product: enough to name what stands out; all others share one.
 */
enum Dimension {
  VERSION(1, 32),
  GROUP(2, 32),
  LICENSE(3, 1_000),
  SOURCE(4, 1_000);

  private final short number;
  private final int most;

  Dimension(int number, int most) {
    this.number = (short) number;
    this.most = most;
  }

  /** As the tables number it. */
  short number() {
    return number;
  }

  /** How many names have rows of their own. */
  int most() {
    return most;
  }

  static Dimension of(int number) {
    return values()[number - 1];
  }
}
