package io.flagpost.statistics;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was received in a time. Parts that were not asked for are null.
 *
 * @param freshness how far the counts go
 * @param totals all of it
 * @param before all of the time before, which is as long
 * @param trend by hour or day; hours and days without records included
 * @param places by product and by environment
 * @param versions by product and version, the most frequent ones
 * @param dataGroups by data group, the most frequent ones
 * @param flags by flag and by check
 * @param distinct how many different ones there were
 * @param values of single numbers by data group, the most frequent ones
 */
public record Overview(
    Freshness freshness,
    @Nullable Counts totals,
    @Nullable Counts before,
    @Nullable List<Bucket> trend,
    @Nullable Places places,
    @Nullable First<NamedCounts> versions,
    @Nullable First<NamedCounts> dataGroups,
    @Nullable List<FlagCount> flags,
    @Nullable Distinct distinct,
    @Nullable First<ValueStatistics> values) {

  /** A part of it. */
  public enum Part {
    TOTALS,
    TREND,
    PRODUCTS,
    ENVIRONMENTS,
    VERSIONS,
    DATA_GROUPS,
    FLAGS,
    DISTINCT,
    VALUES
  }

  /**
   * What is asked for.
   *
   * @param range of which time
   * @param byHour whether the trend is told by hour, rather than by day
   * @param parts which parts
   */
  public record Wish(StatisticsRange range, boolean byHour, Set<Part> parts) {
    public Wish {
      parts = Set.copyOf(parts);
      if (byHour && !range.isTellableByHour()) {
        throw new IllegalArgumentException("too many hours");
      }
    }
  }

  /** An hour or a day of a trend: as much of it as is of the range. */
  public record Bucket(Instant at, Counts counts) {}

  /**
   * Those without records are left out.
   *
   * @param products by the product's id; 0 for none that is known
   * @param environments by environment
   */
  public record Places(Map<Long, Counts> products, Map<String, Counts> environments) {
    public Places {
      products = Map.copyOf(products);
      environments = Collections.unmodifiableMap(new TreeMap<>(environments));
    }
  }

  /**
   * The most frequent ones of a list.
   *
   * @param items the first of them
   * @param all how many there are
   */
  public record First<T>(List<T> items, long all) {
    public First {
      items = List.copyOf(items);
    }
  }

  /**
   * How many records have a flag, as it stands. Exact.
   *
   * @param flag its code
   * @param check the check that raised it; empty for all, whoever raised it
   * @param version the check's version; empty if that is not known
   * @param records how many records
   */
  public record FlagCount(String flag, String check, String version, long records) {}

  /**
   * About how many different ones there were on all days of the range, each counted once; off by
   * {@link #STANDARD_ERROR}.
   */
  public record Distinct(long users, long activations, long addresses, long licenseKeys) {
    /** Of the true number. */
    public static final double STANDARD_ERROR = SketchTable.STANDARD_ERROR;
  }

  /**
   * Numbers of a data group.
   *
   * @param kind as in {@link NamedCounts}
   * @param name the group
   * @param count how many; exact, as are the mean, the least and the greatest
   * @param p50 about the value that half of them are not above; right to {@link #RELATIVE_ERROR}
   */
  public record ValueStatistics(
      String kind,
      String name,
      long count,
      double mean,
      double least,
      double greatest,
      double p50,
      double p95,
      double p99) {
    /** Of the value. */
    public static final double RELATIVE_ERROR = Values.ACCURACY;
  }
}
