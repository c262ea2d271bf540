package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Counts of records by day and license key, and by whom it was used. Not thread-safe. */
final class LicenseSums {

  /** What a row counts. */
  record Key(DayPlace place, Label license) {
    static Key of(DayPlace place, StoredRecord record) {
      return new Key(
          place,
          Label.of(
              record.telemetry().licenseKey().orElse(null),
              Boolean.TRUE.equals(record.receipt().licenseKeyExists())));
    }

    /** As its row is called that has no room for all keys. */
    Key named(Names.Rows rows, long id) {
      return new Key(place, rows.label(place.scope(Dimension.LICENSE), license, id));
    }

    /** Whether it is about one key. */
    boolean isOfOne() {
      return license.kind() == Label.Kind.KNOWN || license.isInvented();
    }
  }

  /** What some records add to a row. */
  static final class Use {
    long records;
    long flagged;
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    final Map<String, Long> flags = new HashMap<>();
    final Set<Long> activations = new HashSet<>();
    final Set<Long> users = new HashSet<>();
    final Set<Long> addresses = new HashSet<>();
    final Set<String> versions = new HashSet<>();

    void add(StoredRecord record, Set<Raised> raised) {
      records++;
      flagged += raised.isEmpty() ? 0 : 1;
      raised.stream()
          .filter(Raised::isByAny)
          .forEach(flag -> flags.merge(flag.flag(), 1L, Long::sum));
      received(record.telemetry().receivedAt());
      note(record.routing().activation(), activations);
      note(record.routing().user(), users);
      note(record.routing().address(), addresses);
      record.telemetry().productVersion().ifPresent(versions::add);
    }

    private void received(Instant moment) {
      first = moment.isBefore(first) ? moment : first;
      last = moment.isAfter(last) ? moment : last;
    }

    private static void note(@Nullable Long hash, Set<Long> set) {
      if (hash != null) {
        set.add(hash);
      }
    }

    /** By a verdict on a record that is counted. */
    void move(Move move) {
      received(move.record().telemetry().receivedAt());
      flagged += move.flagged();
      move.flags()
          .forEach(
              (raised, change) -> {
                if (raised.isByAny()) {
                  flags.merge(raised.flag(), (long) change, Long::sum);
                }
              });
    }

    void add(Use other) {
      records += other.records;
      flagged += other.flagged;
      received(other.first);
      received(other.last);
      other.flags.forEach((flag, count) -> flags.merge(flag, count, Long::sum));
      activations.addAll(other.activations);
      users.addAll(other.users);
      addresses.addAll(other.addresses);
      versions.addAll(other.versions);
    }
  }

  private final Map<Key, Use> sums = new HashMap<>();

  Use of(Key key) {
    return sums.computeIfAbsent(key, absent -> new Use());
  }

  /** Adds others, which are not to be used any more. */
  void take(Key key, Use others) {
    sums.merge(
        key,
        others,
        (all, more) -> {
          all.add(more);
          return all;
        });
  }

  void forEach(BiConsumer<Key, Use> each) {
    sums.forEach(each);
  }

  /** How many rows, at most; flags are few. */
  int size() {
    return sums.size();
  }
}
