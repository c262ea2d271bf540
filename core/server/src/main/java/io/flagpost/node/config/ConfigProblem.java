package io.flagpost.node.config;

/**
 * A problem in the configuration.
 *
 * @param key the key, or the section if the problem is between keys
 * @param source where the value came from
 * @param value the value as given, masked if it may hold a secret; empty if there is none to show
 * @param rule the broken rule
 */
public record ConfigProblem(String key, String source, String value, String rule) {
  private static final int LONGEST = 200;

  public ConfigProblem {
    key = cut(key);
    value = cut(value);
  }

  private static String cut(String text) {
    return text.length() <= 2 * LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  @Override
  public String toString() {
    String shown = value.isEmpty() ? "" : " = " + value;
    return key + shown + " (" + source + "): " + rule;
  }
}
