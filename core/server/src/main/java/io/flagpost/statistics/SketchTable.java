package io.flagpost.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table {@code rollup_sketch_day}: counts that are off by 1.2 % (standard error), of which any
 * can be merged. Remembers the rows that were used last, and writes those that change.
 *
 * <p>On one context; in its caller's transaction, and has to {@link #forget} if that fails.
 */
final class SketchTable {
  private static final int MOST_REMEMBERED = 512;
  private static final int PRECISION = 12;

  /** Of a count: 0.78 over the root of the number of registers. */
  static final double STANDARD_ERROR = 0.0122;

  /** Before the registers: how they are to be read. */
  private static final byte LAYOUT = 1;

  private static final String READ =
      """
      SELECT t.* FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[])
          AS k (day, environment, product, kind)
        JOIN rollup_sketch_day t USING (day, environment, product, kind)""";

  private static final String WRITE =
      """
      INSERT INTO rollup_sketch_day (day, environment, product, kind, sketch)
        SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::bytea[])
        ON CONFLICT (day, environment, product, kind) DO UPDATE SET sketch = excluded.sketch""";

  private final RecentRows<SketchSums.Key, UltraLogLog> remembered =
      new RecentRows<>(MOST_REMEMBERED);

  /** A row. */
  private record Changed(SketchSums.Key key, UltraLogLog sketch) {}

  /** A sketch of these. */
  static UltraLogLog of(Collection<Long> hashes) {
    UltraLogLog sketch = UltraLogLog.create(PRECISION);
    hashes.forEach(hash -> sketch.add(Mix.of(hash)));
    return sketch;
  }

  /** A sketch as it is kept. */
  static UltraLogLog decoded(Buffer sketch) {
    if (sketch.getByte(0) != LAYOUT) {
      throw new IllegalArgumentException("Not a sketch that this version knows");
    }
    return UltraLogLog.wrap(sketch.getBytes(1, sketch.length()));
  }

  /** Adds to the sketches; tells how many rows were written. */
  Future<Integer> add(SqlClient client, SketchSums sums) {
    Map<SketchSums.Key, Set<Long>> wanted = new HashMap<>();
    sums.forEach(wanted::put);
    return read(client, remembered.missing(wanted.keySet()))
        .compose(
            v -> {
              List<Changed> changed = new ArrayList<>();
              wanted.forEach(
                  (key, hashes) -> {
                    UltraLogLog sketch = remembered.of(key, () -> of(List.of()));
                    if (changes(sketch, hashes)) {
                      changed.add(new Changed(key, sketch));
                    }
                  });
              remembered.trim();
              return write(client, changed);
            });
  }

  private static boolean changes(UltraLogLog sketch, Set<Long> hashes) {
    boolean[] changed = {false};
    hashes.forEach(hash -> sketch.add(Mix.of(hash), probability -> changed[0] = true));
    return changed[0];
  }

  private Future<Void> read(SqlClient client, List<SketchSums.Key> missing) {
    return missing.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(READ)
            .execute(
                new RowArrays<>(missing)
                    .days(SketchSums.Key::place)
                    .kinds(key -> key.kind().number())
                    .tuple())
            .map(
                rows -> {
                  rows.forEach(row -> remembered.put(key(row), decoded(row.getBuffer("sketch"))));
                  return null;
                });
  }

  private static SketchSums.Key key(Row row) {
    return new SketchSums.Key(DayPlace.of(row), SketchSums.Kind.of(row.getInteger("kind")));
  }

  private static Future<Integer> write(SqlClient client, List<Changed> changed) {
    return changed.isEmpty()
        ? Future.succeededFuture(0)
        : client
            .preparedQuery(WRITE)
            .execute(
                new RowArrays<>(changed)
                    .days(row -> row.key().place())
                    .kinds(row -> row.key().kind().number())
                    .bytes(
                        row ->
                            Buffer.buffer().appendByte(LAYOUT).appendBytes(row.sketch().getState()))
                    .tuple())
            .map(changed.size());
  }

  /** Reads all again when it is needed. */
  void forget() {
    remembered.clear();
  }
}
