package io.flagpost.admin.audit;

/** A license key where it only has to be recognised. */
public final class MaskedKey {
  /** The number of its characters that are shown. */
  private static final int SHOWN = 4;

  private MaskedKey() {}

  /** The end of a long key; nothing of a short one. */
  public static String of(String key) {
    boolean isLong = key.length() >= 4 * SHOWN;
    return "***" + (isLong ? key.substring(key.length() - SHOWN) : "");
  }
}
