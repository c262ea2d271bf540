package io.flagpost.demo;

/** What there is to find in the generated records; everything else is ordinary use. */
public enum Story {
  /**
   * A license key that was published: hundreds of machines use it, each from a network of its own.
   */
  LEAKED_LICENSE("leaked-license"),

  /** One activation, copied with its machine's image, runs in several places at a time. */
  CLONED_ACTIVATION("cloned-activation"),

  /** License keys that were never issued, thousands of them, from a few networks. */
  KEY_GENERATOR("key-generator"),

  /** A patched build that spreads: ever more machines report a checksum that nobody released. */
  CRACKED_VERSION("cracked-version"),

  /** Innocent: a customer's test machines, many of them under one license that allows for it. */
  TEST_FARM("test-farm"),

  /** Licenses that were used every working day, and from one day on not any more. */
  SILENT_LICENSES("silent-licenses");

  private final String text;

  Story(String text) {
    this.text = text;
  }

  /** Its name in the table of labels. */
  public String text() {
    return text;
  }
}
