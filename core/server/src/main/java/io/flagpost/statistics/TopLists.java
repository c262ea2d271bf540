package io.flagpost.statistics;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who stands out among the records of some days. Of names that were made up, and that have no row
 * of their own on a day, only the number of their records is known.
 *
 * @param freshness how far the counts go
 * @param byActivations the licenses that were used by the most activations
 * @param byUsers those used by the most users
 * @param byAddresses those used from the most addresses
 * @param sources the networks with the most records
 * @param inventedKeys the license keys that nobody issued, with the most records
 */
public record TopLists(
    Freshness freshness,
    Licenses byActivations,
    Licenses byUsers,
    Licenses byAddresses,
    Names sources,
    Names inventedKeys) {

  /**
   * Licenses in an order.
   *
   * @param items the first ones
   * @param othersAtMost by more than that no other license is used that has rows of its own
   */
  public record Licenses(List<License> items, long othersAtMost) {
    public Licenses {
      items = List.copyOf(items);
    }
  }

  /**
   * A license key in the records of a product.
   *
   * @param product the product's id; 0 for none that is known
   * @param isKnown whether somebody was issued it
   * @param key the key
   * @param activations how many different ones it was used with
   * @param users how many different ones used it
   * @param addresses how many different ones it was used from
   * @param records how many records have it; exact, but of one that is not known from the first one
   *     on for which it had a row
   * @param flagged those of which a flag stands
   * @param first when the first one was received
   * @param last when the last one was
   */
  public record License(
      long product,
      boolean isKnown,
      String key,
      Distinct activations,
      Distinct users,
      Distinct addresses,
      long records,
      long flagged,
      Instant first,
      Instant last) {

    /**
     * How many different ones.
     *
     * @param count how many
     * @param isExact whether that is exact, or else off by {@link #STANDARD_ERROR}
     */
    public record Distinct(long count, boolean isExact) {
      /** Of a number that is not exact. */
      public static final double STANDARD_ERROR = DistinctSet.STANDARD_ERROR;

      static Distinct of(DistinctUnion union) {
        return new Distinct(union.count(), union.isExact());
      }
    }
  }

  /**
   * Names in the order of their records.
   *
   * @param items the first ones
   * @param others how many records have names without a row of their own on their day; if there are
   *     none, all is exact
   */
  public record Names(List<Name> items, long others) {
    public Names {
      items = List.copyOf(items);
    }
  }

  /**
   * A network or a license key.
   *
   * @param name what it is called
   * @param records how many records have it, on days on which it has a row from the first one on
   *     for which it has
   * @param flagged those of which a flag stands
   * @param unknownKeys those with a license key that nobody issued; null for a key, since of some
   *     records nobody could tell
   */
  public record Name(String name, long records, long flagged, @Nullable Long unknownKeys) {}
}
