package io.flagpost.evidence;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/** In which forms a secret may slip out. */
final class SecretForms {
  /** Shorter texts are no secrets, and occur by chance. */
  static final int SHORTEST = 8;

  /** PEM and MIME wrap Base64 in lines of this length. */
  static final int WRAPPED = 64;

  private SecretForms() {}

  /**
   * As it is, in URL form, in hexadecimal and in Base64 wherever that begins; wrapped, by lines.
   */
  static Set<String> of(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (secret.length() > 2 * WRAPPED) {
      for (int at = 0; at + WRAPPED <= secret.length(); at += WRAPPED) {
        forms.add(secret.substring(at, at + WRAPPED));
      }
      return forms;
    }
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
    forms.add(HexFormat.of().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      String shifted = shifted(bytes, before);
      forms.add(shifted);
      forms.add(shifted.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }

  /** The characters of its Base64 that do not depend on what stands before and after it. */
  private static String shifted(byte[] bytes, int before) {
    byte[] padded = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, padded, before, bytes.length);
    String base64 =
        Base64.getEncoder().encodeToString(Arrays.copyOf(padded, padded.length / 3 * 3));
    return base64.substring(before == 0 ? 0 : 4);
  }
}
