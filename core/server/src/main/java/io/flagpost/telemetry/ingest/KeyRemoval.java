package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.CredentialFinder.Span;
import java.util.Arrays;
import java.util.List;

/** Cuts an API key out of bytes that are to be kept. */
final class KeyRemoval {
  private final byte[] key;
  private final int[] fallback;
  private final byte[] kept;

  /** How much of the key the kept bytes end with, for each length they had. */
  private final int[] matched;

  private int size;

  private KeyRemoval(byte[] key, int capacity) {
    this.key = key;
    this.fallback = fallback(key);
    this.kept = new byte[capacity];
    this.matched = new int[capacity + 1];
  }

  /**
   * The bytes without the given places and without the key, in time linear in their number: also
   * where a cut brings two halves of the key together.
   *
   * @param places what to cut out in any case, in order, without overlap
   * @param key the key's bytes; empty if there is none
   */
  static byte[] cut(byte[] source, List<Span> places, byte[] key) {
    KeyRemoval removal = new KeyRemoval(key, source.length);
    int at = 0;
    for (Span place : places) {
      removal.keep(source, at, place.from());
      at = place.to();
    }
    removal.keep(source, at, source.length);
    return Arrays.copyOf(removal.kept, removal.size);
  }

  private void keep(byte[] source, int from, int to) {
    for (int at = from; at < to; at++) {
      int match = key.length == 0 ? 0 : advance(matched[size], source[at]);
      kept[size++] = source[at];
      if (match > 0 && match == key.length) {
        size -= key.length;
      } else {
        matched[size] = match;
      }
    }
  }

  private int advance(int matchedBefore, byte next) {
    int match = matchedBefore;
    while (match > 0 && key[match] != next) {
      match = fallback[match];
    }
    return key[match] == next ? match + 1 : 0;
  }

  /** For each length of a match, the longest shorter one that it ends with (Knuth-Morris-Pratt). */
  private static int[] fallback(byte[] key) {
    int[] fallback = new int[key.length + 1];
    int match = 0;
    for (int length = 1; length < key.length; length++) {
      while (match > 0 && key[match] != key[length]) {
        match = fallback[match];
      }
      match += key[match] == key[length] ? 1 : 0;
      fallback[length + 1] = match;
    }
    return fallback;
  }
}
