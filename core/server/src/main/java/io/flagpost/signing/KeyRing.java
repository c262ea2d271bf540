package io.flagpost.signing;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys and their time stamps: which key signs for which product at a moment, and which
 * keys clients may encounter then. It moves from one key to the next without any message, so that
 * all nodes do so at the same moment. Immutable; any thread; a new key, or changed time stamps,
 * make a new ring.
 */
public final class KeyRing {
  private final List<SigningKey> global;
  private final Map<Long, List<SigningKey>> products;
  private final Map<String, SigningKey> byId;
  private final List<SigningKey> ordered;

  private KeyRing(
      List<SigningKey> global,
      Map<Long, List<SigningKey>> products,
      Map<String, SigningKey> byId,
      List<SigningKey> ordered) {
    this.global = List.copyOf(global);
    this.products = Map.copyOf(products);
    this.byId = Map.copyOf(byId);
    this.ordered = List.copyOf(ordered);
  }

  /**
   * Creates a ring of keys.
   *
   * @param keys every key that is pending, active or retiring
   * @param moment when a global key has to be active
   * @throws IllegalStateException if none is
   */
  public static KeyRing at(Instant moment, Collection<SigningKey> keys) {
    List<SigningKey> ordered = new ArrayList<>(keys);
    ordered.sort(
        comparing(SigningKey::productId, nullsFirst(naturalOrder()))
            .thenComparing(key -> key.published().notBefore())
            .thenComparing(SigningKey::keyId));
    List<SigningKey> global = new ArrayList<>();
    Map<Long, List<SigningKey>> products = new HashMap<>();
    Map<String, SigningKey> byId = new HashMap<>();
    for (SigningKey key : ordered) {
      byId.put(key.keyId(), key);
      Long productId = key.productId();
      List<SigningKey> owners =
          productId == null
              ? global
              : products.computeIfAbsent(productId, owner -> new ArrayList<>());
      owners.add(0, key);
    }
    if (activeAt(moment, global) == null) {
      throw new IllegalStateException("no global signing key is active at " + moment);
    }
    return new KeyRing(global, products, byId, ordered);
  }

  /**
   * The key that signs for this product at a moment: the newest active one of its own, or else of
   * the global ones.
   *
   * @throws IllegalStateException if no global key is active either
   */
  public SigningKey keyFor(@Nullable Long productId, Instant moment) {
    List<SigningKey> own = productId == null ? null : products.get(productId);
    SigningKey key = own == null ? null : activeAt(moment, own);
    if (key == null) {
      key = activeAt(moment, global);
    }
    if (key == null) {
      throw new IllegalStateException("no global signing key is active at " + moment);
    }
    return key;
  }

  /**
   * Every key that clients may encounter at a moment or later: the global ones first, then by
   * product, oldest first.
   */
  public List<PublishedKey> published(Instant moment) {
    return ordered.stream()
        .filter(key -> key.isPublishedAt(moment))
        .map(SigningKey::published)
        .toList();
  }

  /** Every key on the ring. */
  Collection<SigningKey> keys() {
    return ordered;
  }

  Set<String> keyIds() {
    return byId.keySet();
  }

  @Nullable SigningKey withId(String keyId) {
    return byId.get(keyId);
  }

  @Override
  public String toString() {
    return "KeyRing[" + ordered.size() + " keys, " + global.get(0) + " the newest global one]";
  }

  /**
   * @param keys the keys, the newest first
   */
  private static @Nullable SigningKey activeAt(Instant moment, List<SigningKey> keys) {
    for (SigningKey key : keys) {
      if (key.isActiveAt(moment)) {
        return key;
      }
    }
    return null;
  }
}
