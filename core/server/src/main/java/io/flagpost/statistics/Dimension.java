package io.flagpost.statistics;

/**
 * In what senders can make names up. Some of them have rows of their own on a day, by environment
 * and product: enough to name what stands out; all others share one.
 */
enum Dimension {
  VERSION(1, 32),
  GROUP(2, 32),
  LICENSE(3, Integer.MAX_VALUE),
  SOURCE(4, Integer.MAX_VALUE);

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

  /** How many names have rows of their own at most: of two dimensions there are the products. */
  int most() {
    return most;
  }

  static Dimension of(int number) {
    return values()[number - 1];
  }
}
