package io.flagpost.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for many texts at once. */
final class SecretScan {
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  private record Form(byte[] bytes, String secret) {}

  private final Map<Long, List<Form>> byStart = new HashMap<>();

  void lookFor(String secret) {
    for (String form : SecretForms.of(secret)) {
      byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= SecretForms.SHORTEST) {
        byStart
            .computeIfAbsent(start(bytes, 0), key -> new ArrayList<>())
            .add(new Form(bytes, secret));
      }
    }
  }

  /** The secrets that a text holds, in whichever form. */
  Set<String> in(byte[] text) {
    Set<String> found = new LinkedHashSet<>();
    for (int at = 0; at + SecretForms.SHORTEST <= text.length; at++) {
      for (Form form : byStart.getOrDefault(start(text, at), List.of())) {
        if (matches(form.bytes, text, at)) {
          found.add(form.secret);
        }
      }
    }
    return found;
  }

  private static boolean matches(byte[] form, byte[] text, int at) {
    if (at + form.length > text.length) {
      return false;
    }
    for (int i = 0; i < form.length; i++) {
      if (text[at + i] != form[i]) {
        return false;
      }
    }
    return true;
  }

  private static long start(byte[] bytes, int at) {
    long start = 0;
    for (int i = 0; i < SecretForms.SHORTEST; i++) {
      start = (start << 8) | (bytes[at + i] & 0xff);
    }
    return start;
  }
}
