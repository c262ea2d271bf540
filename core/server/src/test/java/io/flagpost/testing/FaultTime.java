package io.flagpost.testing;

/**
 * How long a fault lasts: a moment in the ordinary build, {@code chaos.seconds} in the long form.
 */
public final class FaultTime {
  private FaultTime() {}

  /**
   * In seconds.
   *
   * @param moment how long it lasts in the ordinary build
   */
  public static int seconds(int moment) {
    String wanted = System.getProperty("chaos.seconds", "");
    return wanted.isEmpty() ? moment : Integer.parseInt(wanted);
  }

  /** How often something is done that takes about a second each time. */
  public static int rounds(int few) {
    return seconds(few);
  }
}
