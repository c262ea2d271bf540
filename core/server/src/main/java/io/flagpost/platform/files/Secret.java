package io.flagpost.platform.files;

/**
 * A value that no log line and no listing shows.
 *
 * @param value the secret itself; empty if there is none
 */
public record Secret(String value) {

  /** Whether nothing was set. */
  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "" : "****";
  }
}
