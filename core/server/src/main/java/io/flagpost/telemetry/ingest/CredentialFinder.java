package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds API keys in what is to be kept, where everyone who may read records would see them: the
 * value of whatever is named {@code api_key}, secrets that this gateway made, which begin with
 * {@code fp_}, and the key that was presented; in bodies that nobody can read as well, and however
 * they are spelled ({@link SpelledText}). It rather finds too much than too little.
 *
 * <p>What is packed, enciphered or in Base64 is not looked into.
 */
final class CredentialFinder {
  /** Whoever nests escapes deeper than this hides something, and knows it. */
  private static final int LAYERS = 5;

  private static final String PREFIX = "fp";
  private static final String MASK = "fp_[removed]";

  /** API keys, personal access tokens, refresh tokens. */
  private static final List<String> KINDS = List.of("_", "at_", "rt_");

  /** 32 bytes in Base64. */
  private static final int SECRET_LENGTH = 43;

  /** Beyond them, what looks like a secret within other text counts as one, without a look. */
  private static final int MOST_LOOKUPS = 64;

  private final String presentedKey;
  private final Predicate<String> isApiKey;

  /** A part of what was sent. */
  record Span(int from, int to) {}

  /**
   * @param presentedKey the key that the sender presented; empty if none
   * @param isApiKey whether a text is one of the gateway's API keys
   */
  CredentialFinder(String presentedKey, Predicate<String> isApiKey) {
    this.presentedKey = presentedKey;
    this.isApiKey = isApiKey;
  }

  /** The secrets that this gateway made, alone: in text whose meaning is known. */
  private List<Span> findSecrets(String text) {
    List<Span> found = new ArrayList<>(0);
    SpelledText view = SpelledText.of(text);
    for (int layer = 0; view != null && layer < LAYERS; layer++) {
      secrets(view, found);
      view = view.unescaped();
    }
    return merged(found);
  }

  /** The bytes without anything that was found in them, or that is known to be a credential. */
  byte[] cut(byte[] bytes, List<SentText> known) {
    List<Span> found = find(bytes);
    known.forEach(value -> found.add(new Span(value.from(), value.to())));
    List<Span> spans = merged(found);
    if (spans.isEmpty()) {
      return bytes;
    }
    byte[] kept = KeyRemoval.cut(bytes, spans, presentedKey.getBytes(UTF_8));
    for (Span joined : findSecrets(new String(kept, ISO_8859_1))) { // by what was cut between
      Arrays.fill(kept, joined.from, joined.to, (byte) '*');
    }
    return kept;
  }

  /** Text in which every secret that this gateway made is only mentioned. */
  @Nullable String masked(@Nullable String text) {
    if (text == null || text.length() < PREFIX.length() + SECRET_LENGTH) {
      return text; // as almost all that is sent
    }
    List<Span> secrets = findSecrets(text);
    if (secrets.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder();
    int at = 0;
    for (Span secret : secrets) {
      masked.append(text, at, secret.from).append(MASK);
      at = secret.to;
    }
    return masked.append(text, at, text.length()).toString();
  }

  /** Everything in bytes of any kind. */
  private List<Span> find(byte[] bytes) {
    List<Span> found = new ArrayList<>();
    SpelledText view = SpelledText.of(bytes);
    for (int layer = 0; view != null && layer < LAYERS; layer++) {
      secrets(view, found);
      presented(view, found);
      NamedValues.find(view, found);
      view = view.unescaped();
    }
    return found;
  }

  private void presented(SpelledText view, List<Span> found) {
    int length = presentedKey.length();
    int at = length == 0 ? -1 : view.text().indexOf(presentedKey);
    while (at >= 0) {
      found.add(new Span(view.start(at), view.end(at + length - 1)));
      at = view.text().indexOf(presentedKey, at + length);
    }
  }

  private void secrets(SpelledText view, List<Span> found) {
    String text = view.text();
    int lookups = 0;
    for (int at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
      int end = behindSecret(text, at);
      if (end > 0
          && (standsAlone(text, at, end)
              || ++lookups > MOST_LOOKUPS
              || isApiKey.test(text.substring(at, end)))) {
        found.add(new Span(view.start(at), view.end(end - 1)));
      }
    }
  }

  /** Behind the secret that begins there; 0 if none does. */
  private static int behindSecret(String text, int start) {
    for (String kind : KINDS) {
      int secret = start + PREFIX.length() + kind.length();
      if (text.startsWith(kind, start + PREFIX.length()) && isBase64(text, secret, SECRET_LENGTH)) {
        return secret + SECRET_LENGTH;
      }
    }
    return 0;
  }

  private static boolean isBase64(String text, int from, int length) {
    if (from + length > text.length()) {
      return false;
    }
    for (int at = from; at < from + length; at++) {
      if (!isBase64(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  private static boolean standsAlone(String text, int from, int to) {
    return (from == 0 || !isBase64(text.charAt(from - 1)))
        && (to == text.length() || !isBase64(text.charAt(to)));
  }

  /** Of the alphabet for URLs. */
  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static List<Span> merged(List<Span> found) {
    if (found.size() < 2) {
      return found;
    }
    found.sort(Comparator.comparingInt(Span::from));
    List<Span> merged = new ArrayList<>();
    Span last = found.get(0);
    for (Span next : found) {
      if (next.from <= last.to) {
        last = new Span(last.from, Math.max(last.to, next.to));
      } else {
        merged.add(last);
        last = next;
      }
    }
    merged.add(last);
    return merged;
  }
}
