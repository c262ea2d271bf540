package io.flagpost.admin.audit;

import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that verify the log, one for each key-encryption key that has ever been in force. Any
 * thread; completes on the caller's context.
 */
public final class AuditKeys implements ReEncryptable {
  private static final String SELECT = "SELECT kek_id, sealed, sealed_under FROM audit_key";
  private static final String FORGET = "DELETE FROM audit_key WHERE kek_id = $1";
  private static final String PUT =
      """
      INSERT INTO audit_key (kek_id, sealed, sealed_under) VALUES ($1, $2, $3)
      ON CONFLICT (kek_id) DO UPDATE SET sealed = excluded.sealed,
                                         sealed_under = excluded.sealed_under""";
  private static final String LAST =
      "SELECT number, mac FROM audit_entry WHERE kek_id = $1 ORDER BY number DESC LIMIT 1";

  private final KeyWrapping wrapping;

  public AuditKeys(KeyWrapping wrapping) {
    this.wrapping = wrapping;
  }

  /**
   * The keys by the id of their key-encryption key.
   *
   * @param byId the keys that could be opened
   * @param unusable the ids of stored keys that cannot be opened
   */
  record Ring(Map<String, AuditKey> byId, List<String> unusable) {}

  /** Reads all keys. */
  Future<Ring> load(SqlClient client) {
    return client.query(SELECT).execute().map(this::ring);
  }

  private Ring ring(Iterable<Row> rows) {
    Map<String, AuditKey> byId = new HashMap<>();
    wrapping.ids().forEach(id -> byId.put(id, AuditKey.derive(wrapping, id)));
    List<String> unusable = new ArrayList<>();
    for (Row row : rows) {
      String id = row.getString("kek_id");
      if (id.equals(wrapping.currentId())) {
        continue; // in force again: its last entry is still to come
      }
      try {
        byId.put(id, open(wrapping, row));
      } catch (KeyEncryptionException e) {
        unusable.add(id);
      }
    }
    return new Ring(Map.copyOf(byId), List.copyOf(unusable));
  }

  /**
   * Seals what is needed of the earlier keys under the key in force, and stores the last entry
   * under each of them.
   *
   * @return how many were sealed
   */
  @Override
  public Future<Integer> reEncrypt(SqlConnection connection, KeyWrapping wrapping) {
    return connection
        .preparedQuery(FORGET)
        .execute(Tuple.of(wrapping.currentId()))
        .compose(forgotten -> connection.query(SELECT).execute())
        .compose(
            rows -> {
              List<Tuple> fresh = new ArrayList<>();
              Set<String> missing = new HashSet<>(wrapping.ids());
              missing.remove(wrapping.currentId());
              for (Row row : rows) {
                missing.remove(row.getString("kek_id"));
                if (!row.getString("sealed_under").equals(wrapping.currentId())) {
                  fresh.add(sealAgain(wrapping, row));
                }
              }
              return sealMissing(connection, wrapping, List.copyOf(missing), fresh);
            })
        .compose(fresh -> put(connection, fresh));
  }

  private static Tuple sealAgain(KeyWrapping wrapping, Row row) {
    String id = row.getString("kek_id");
    AuditKey key = open(wrapping, row);
    AuditKey.Last last = key.last() == null ? new AuditKey.Last(0, AuditEntry.NO_MAC) : key.last();
    return row(wrapping, id, key, last);
  }

  private static Future<List<Tuple>> sealMissing(
      SqlConnection connection, KeyWrapping wrapping, List<String> ids, List<Tuple> fresh) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(fresh);
    }
    String id = ids.get(0);
    return connection
        .preparedQuery(LAST)
        .execute(Tuple.of(id))
        .compose(
            rows -> {
              RowIterator<Row> found = rows.iterator();
              AuditKey.Last last =
                  found.hasNext() ? last(found.next()) : new AuditKey.Last(0, AuditEntry.NO_MAC);
              fresh.add(row(wrapping, id, AuditKey.derive(wrapping, id), last));
              return sealMissing(connection, wrapping, ids.subList(1, ids.size()), fresh);
            });
  }

  private static AuditKey.Last last(Row row) {
    return new AuditKey.Last(row.getLong("number"), row.getBuffer("mac").getBytes());
  }

  private static Future<Integer> put(SqlConnection connection, List<Tuple> fresh) {
    return fresh.isEmpty()
        ? Future.succeededFuture(0)
        : connection.preparedQuery(PUT).executeBatch(fresh).map(fresh.size());
  }

  private static Tuple row(KeyWrapping wrapping, String id, AuditKey key, AuditKey.Last last) {
    return Tuple.of(id, Buffer.buffer(key.seal(wrapping, id, last)), wrapping.currentId());
  }

  private static AuditKey open(KeyWrapping wrapping, Row row) {
    return AuditKey.open(
        wrapping,
        row.getString("kek_id"),
        row.getBuffer("sealed").getBytes(),
        row.getString("sealed_under"));
  }
}
