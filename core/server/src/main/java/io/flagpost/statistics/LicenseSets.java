package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table {@code rollup_license_set}: by whom each license key was used on a day. Remembers the
 * rows that were used last, and writes those that change: most uses are by somebody who is known.
 *
 * <p>On one context; in its caller's transaction, and has to {@link #forget} if that fails.
 */
final class LicenseSets {
  private static final int MOST_VERSIONS = 32;
  private static final int MOST_REMEMBERED = 20_000;

  private static final String READ =
      """
      SELECT s.* FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
          AS k (day, environment, product, key_kind, license_key)
        JOIN rollup_license_set s USING (day, environment, product, key_kind, license_key)""";

  private static final String WRITE =
      """
      INSERT INTO rollup_license_set (day, environment, product, key_kind, license_key,
          activations, users, addresses, versions, activation_count, user_count, address_count)
        SELECT day, environment, product, key_kind, license_key, activations, users, addresses,
            ARRAY(SELECT jsonb_array_elements_text(versions::jsonb)), activation_count, user_count,
            address_count
          FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[],
              $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::bigint[], $11::bigint[],
              $12::bigint[])
            AS k (day, environment, product, key_kind, license_key, activations, users, addresses,
              versions, activation_count, user_count, address_count)
        ON CONFLICT (day, environment, product, key_kind, license_key) DO UPDATE
          SET activations = excluded.activations, users = excluded.users,
          addresses = excluded.addresses, versions = excluded.versions,
          activation_count = excluded.activation_count, user_count = excluded.user_count,
          address_count = excluded.address_count""";

  private final RecentRows<LicenseSums.Key, Users> remembered = new RecentRows<>(MOST_REMEMBERED);

  /** By whom a key was used. */
  private record Users(
      DistinctSet activations, DistinctSet users, DistinctSet addresses, Set<String> versions) {

    static Users none() {
      return new Users(
          new DistinctSet(), new DistinctSet(), new DistinctSet(), new LinkedHashSet<>());
    }

    static Users of(Row row) {
      return new Users(
          DistinctSet.of(row.getBuffer("activations")),
          DistinctSet.of(row.getBuffer("users")),
          DistinctSet.of(row.getBuffer("addresses")),
          new LinkedHashSet<>(Arrays.asList(row.getArrayOfStrings("versions"))));
    }

    /** Whether that changes anything. */
    boolean add(LicenseSums.Use use) {
      boolean changed = activations.addAll(use.activations);
      changed |= users.addAll(use.users);
      changed |= addresses.addAll(use.addresses);
      for (String version : use.versions) {
        changed |= versions.size() < MOST_VERSIONS && versions.add(version);
      }
      return changed;
    }
  }

  /** A row. */
  private record Changed(LicenseSums.Key key, Users users) {}

  /** Adds to the sets; tells how many rows were written. */
  Future<Integer> add(SqlClient client, LicenseSums sums) {
    Map<LicenseSums.Key, LicenseSums.Use> wanted = new HashMap<>();
    sums.forEach(
        (key, use) -> {
          if (key.isOfOne() && use.records > 0) {
            wanted.put(key, use);
          }
        });
    return read(client, remembered.missing(wanted.keySet()))
        .compose(
            v -> {
              List<Changed> changed = new ArrayList<>();
              wanted.forEach(
                  (key, use) -> {
                    Users users = remembered.of(key, Users::none);
                    if (users.add(use)) {
                      changed.add(new Changed(key, users));
                    }
                  });
              remembered.trim();
              return write(client, changed);
            });
  }

  private Future<Void> read(SqlClient client, List<LicenseSums.Key> missing) {
    return missing.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(READ)
            .execute(
                new RowArrays<>(missing)
                    .days(LicenseSums.Key::place)
                    .labels(LicenseSums.Key::license)
                    .tuple())
            .map(
                rows -> {
                  rows.forEach(row -> remembered.put(key(row), Users.of(row)));
                  return null;
                });
  }

  private static LicenseSums.Key key(Row row) {
    return new LicenseSums.Key(
        DayPlace.of(row),
        new Label(Label.Kind.of(row.getInteger("key_kind")), row.getString("license_key")));
  }

  private static Future<Integer> write(SqlClient client, List<Changed> changed) {
    return changed.isEmpty()
        ? Future.succeededFuture(0)
        : client
            .preparedQuery(WRITE)
            .execute(
                new RowArrays<>(changed)
                    .days(row -> row.key().place())
                    .labels(row -> row.key().license())
                    .bytes(row -> row.users().activations().encoded())
                    .bytes(row -> row.users().users().encoded())
                    .bytes(row -> row.users().addresses().encoded())
                    .texts(row -> new JsonArray(List.copyOf(row.users().versions())).encode())
                    .numbers(row -> Math.round(row.users().activations().count()))
                    .numbers(row -> Math.round(row.users().users().count()))
                    .numbers(row -> Math.round(row.users().addresses().count()))
                    .tuple())
            .map(changed.size());
  }

  /** Rows of these keys are gone. */
  void evict(Names.Rows rows) {
    for (NameTable.Named gone : rows.evicted(Dimension.LICENSE)) {
      NameScope scope = gone.scope();
      remembered.remove(
          new LicenseSums.Key(
              new DayPlace(scope.day(), scope.environment(), scope.product()),
              new Label(Label.Kind.INVENTED, gone.name())));
    }
  }

  /** Reads all again when it is needed. */
  void forget() {
    remembered.clear();
  }
}
