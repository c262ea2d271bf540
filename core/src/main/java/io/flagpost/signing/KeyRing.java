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
 * The signing keys at one moment: which key signs for whom, and every key that may still be met.
 * Immutable, for any thread; a rotation makes a new one.
 */
public final class KeyRing {
  private final SigningKey global;
  private final Map<Long, SigningKey> products;
  private final Map<String, SigningKey> byId;
  private final List<PublishedKey> published;

  private KeyRing(
      SigningKey global,
      Map<Long, SigningKey> products,
      Map<String, SigningKey> byId,
      List<PublishedKey> published) {
    this.global = global;
    this.products = Map.copyOf(products);
    this.byId = Map.copyOf(byId);
    this.published = List.copyOf(published);
  }

  /**
   * Puts keys on a ring. Of an owner's active keys the newest signs.
   *
   * @param keys every key that is pending, active or retiring
   * @param moment which of them are active
   * @throws IllegalStateException if no global key is active
   */
  public static KeyRing at(Instant moment, Collection<SigningKey> keys) {
    List<SigningKey> ordered = new ArrayList<>(keys);
    ordered.sort(
        comparing(SigningKey::productId, nullsFirst(naturalOrder()))
            .thenComparing(key -> key.published().notBefore())
            .thenComparing(SigningKey::keyId));
    SigningKey global = null;
    Map<Long, SigningKey> products = new HashMap<>();
    Map<String, SigningKey> byId = new HashMap<>();
    for (SigningKey key : ordered) {
      byId.put(key.keyId(), key);
      if (!key.isActiveAt(moment)) {
        continue;
      }
      Long productId = key.productId();
      if (productId == null) {
        global = key;
      } else {
        products.put(productId, key);
      }
    }
    if (global == null) {
      throw new IllegalStateException("no global signing key is active at " + moment);
    }
    return new KeyRing(
        global, products, byId, ordered.stream().map(SigningKey::published).toList());
  }

  /** The key that signs for this product: its own, or the global one if it has none. */
  public SigningKey keyFor(@Nullable Long productId) {
    return productId == null ? global : products.getOrDefault(productId, global);
  }

  /** Every key that may still be met: the global ones first, then by product, oldest first. */
  public List<PublishedKey> published() {
    return published;
  }

  /** The keys that sign now. */
  List<SigningKey> active() {
    List<SigningKey> active = new ArrayList<>(products.values());
    active.add(0, global);
    return active;
  }

  Set<String> keyIds() {
    return byId.keySet();
  }

  @Nullable SigningKey withId(String keyId) {
    return byId.get(keyId);
  }

  @Override
  public String toString() {
    return "KeyRing[" + global + " and " + products.size() + " product keys]";
  }
}
