package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.store.HashedText;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The field that earlier records share with a record. */
enum HistoryKind {
  LICENSE("t.license_key", "t.environment = k.b") {
    @Override
    Optional<Key> of(Telemetry record) {
      return record.licenseKey().map(license -> new Key(license, record.environment(), "", 0));
    }
  },
  ACTIVATION("t.activation_identifier", "t.license_key = k.c AND t.environment = k.b") {
    @Override
    Optional<Key> of(Telemetry record) {
      return record
          .activationIdentifier()
          .flatMap(
              activation ->
                  record
                      .licenseKey()
                      .map(license -> new Key(activation, record.environment(), license, 0)));
    }
  },
  NONCE("t.nonce", "t.api_key_id = k.d") {
    @Override
    Optional<Key> of(Telemetry record) {
      return record.nonce().map(nonce -> new Key(nonce, "", "", record.apiKeyId()));
    }
  };

  private final String sql;

  /**
   * @param column is equal to {@code k.a}, by its index, which ends with the id
   * @param condition the rest of what makes {@code t} a record of the key {@code k}
   */
  HistoryKind(String column, String condition) {
    this.sql =
        String.format(
            Locale.ROOT,
            """
          SELECT k.place, r.* FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[],
              $5::bigint[], $6::bigint[], $7::timestamptz[], $8::bigint[])
              WITH ORDINALITY AS k (a, b, c, d, first, below, later_than, wanted, place),
            LATERAL (
              SELECT t.id, t.record_id, t.created_at, t.client_address, t.user_identifier,
                  t.activation_identifier, t.product_version, t.occurred_at, t.sequence
                FROM telemetry t
               WHERE %s AND %s AND t.id >= k.first AND t.id < k.below
                 AND t.created_at > k.later_than AND t.record_id >= $9::uuid
               ORDER BY t.id DESC LIMIT k.wanted) AS r
           ORDER BY k.place, r.id DESC""",
            HashedText.equal(column, "k.a"),
            condition);
  }

  /** What this record's earlier records are found by; empty if it lacks the field. */
  abstract Optional<Key> of(Telemetry record);

  /** The values of a key; which of them matter depends on the kind. */
  record Key(String a, String b, String c, long d) {
    /** The values are the client's. */
    @Override
    public String toString() {
      return "Key[hidden]";
    }
  }

  /**
   * Finds for each stretch the newest records between two ids, the second one not included.
   *
   * @param first for each of them the lowest id to find
   */
  Sql search(List<HistoryStretch> stretches, List<Long> first) {
    return Sql.of(
        sql,
        stretches.stream().map(s -> s.key().a()).toArray(String[]::new),
        stretches.stream().map(s -> s.key().b()).toArray(String[]::new),
        stretches.stream().map(s -> s.key().c()).toArray(String[]::new),
        stretches.stream().map(s -> s.key().d()).toArray(Long[]::new),
        first.toArray(Long[]::new),
        stretches.stream().map(HistoryStretch::below).toArray(Long[]::new),
        stretches.stream().map(s -> DbTimestamps.utc(s.laterThan())).toArray(OffsetDateTime[]::new),
        stretches.stream().map(HistoryStretch::wanted).toArray(Long[]::new),
        HistoryStretch.firstRecordId(stretches));
  }
}
