package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.kek.KeyWrapping;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in PostgreSQL: numbered without gaps, each entry with a MAC over itself and the
 * previous entry's MAC. Any thread; completes on the caller's context.
 *
 * <p>An append holds an advisory lock until the end of the transaction, so that failed transactions
 * leave no gap. The transaction must be READ COMMITTED, PostgreSQL's default: an earlier snapshot
 * would not show the entry that is now the last one.
 */
public final class PgAuditLog implements AuditLog {
  private static final long LOCK = 0x666c_6167_6175_6474L;
  private static final int ENTRIES_PER_STATEMENT = 500;

  /**
   * The clocks of several nodes differ by less than this; an entry is never dated before the
   * previous one.
   */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  /**
   * One round trip, in this order: the second statement sees what was committed while the first
   * waited for the lock.
   */
  private static final String LOCK_AND_READ_HEAD =
      String.format(Locale.ROOT, "SELECT pg_advisory_xact_lock(%d); %s", LOCK, Head.SELECT);

  private static final String INSERT =
      """
      INSERT INTO audit_entry (number, at, actor_kind, actor_name, account_id, credential, role,
                               address, action, target, before, after, kek_id, mac)
      SELECT number, $1::timestamptz, $2::text, $3::text, $4::bigint, $5::text, $6::text,
             $7::text, action, target, before::json, after::json, $8::text, mac
        FROM unnest($9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[])
             AS entry (number, action, target, before, after, mac)""";

  private final String kekId;
  private final EntryMacs macs;
  private final Clock clock;

  /**
   * @param wrapping holds the key-encryption key from which the MACs' key is derived
   * @param clock dates the entries
   */
  public PgAuditLog(KeyWrapping wrapping, Clock clock) {
    this.kekId = wrapping.currentId();
    this.macs = new EntryMacs(wrapping.derive(EntryMacs.PURPOSE));
    this.clock = clock;
  }

  @Override
  public Future<Void> append(
      SqlConnection connection, Actor actor, String address, List<AuditEvent> events) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .query(LOCK_AND_READ_HEAD)
        .execute()
        .compose(
            locked -> {
              Head head = Head.read(locked.next());
              Instant at = date(head);
              return insert(connection, new Common(at, actor, address), head, events);
            });
  }

  private Instant date(Head head) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean behind = head.at().isAfter(now) && head.at().isBefore(now.plus(CLOCK_DIFFERENCE));
    return behind ? head.at() : now;
  }

  private Future<Void> insert(
      SqlConnection connection, Common common, Head head, List<AuditEvent> events) {
    List<AuditEvent> now = events.subList(0, Math.min(events.size(), ENTRIES_PER_STATEMENT));
    List<AuditEvent> later = events.subList(now.size(), events.size());
    Rows rows = new Rows(now.size());
    byte[] mac = head.mac();
    for (AuditEvent event : now) {
      mac = rows.add(head.number(), common, event, mac);
    }
    Head next = new Head(head.number() + now.size(), common.at, mac);
    return connection
        .preparedQuery(INSERT)
        .execute(rows.values(common))
        .compose(
            inserted ->
                later.isEmpty()
                    ? Future.succeededFuture()
                    : insert(connection, common, next, later));
  }

  private static @Nullable String json(@Nullable JsonNode value) {
    return value == null || value.isNull() ? null : StorableJson.of(value).toString();
  }

  /** The values that all entries of one transaction share. */
  private record Common(Instant at, Actor actor, String address) {
    Common {
      actor =
          new Actor(
              actor.kind(),
              StorableJson.text(actor.name()),
              actor.accountId(),
              actor.credential() == null ? null : StorableJson.text(actor.credential()),
              actor.role(),
              actor.scope());
      address = StorableJson.text(address);
    }

    String kind() {
      return actor.kind().name().toLowerCase(Locale.ROOT);
    }

    String role() {
      return actor.role().name();
    }
  }

  /** The rows of one statement, column by column. */
  private final class Rows {
    private final Long[] numbers;
    private final String[] actions;
    private final String[] targets;
    private final @Nullable String[] befores;
    private final @Nullable String[] afters;
    private final Buffer[] proofs;
    private int count;

    Rows(int size) {
      numbers = new Long[size];
      actions = new String[size];
      targets = new String[size];
      befores = new @Nullable String[size];
      afters = new @Nullable String[size];
      proofs = new Buffer[size];
    }

    byte[] add(long head, Common common, AuditEvent event, byte[] previous) {
      int i = count++;
      numbers[i] = head + count;
      actions[i] = StorableJson.text(event.action());
      targets[i] = StorableJson.text(event.target());
      befores[i] = json(event.before());
      afters[i] = json(event.after());
      Long account = common.actor.accountId();
      byte[] mac =
          macs.mac(
              previous,
              numbers[i],
              Arrays.asList(
                  common.at.toString(),
                  common.kind(),
                  common.actor.name(),
                  account == null ? null : account.toString(),
                  common.actor.credential(),
                  common.role(),
                  common.address,
                  actions[i],
                  targets[i],
                  befores[i],
                  afters[i],
                  kekId));
      proofs[i] = Buffer.buffer(mac);
      return mac;
    }

    Tuple values(Common common) {
      return Tuple.tuple()
          .addValue(DbTimestamps.utc(common.at))
          .addValue(common.kind())
          .addValue(common.actor.name())
          .addValue(common.actor.accountId())
          .addValue(common.actor.credential())
          .addValue(common.role())
          .addValue(common.address)
          .addValue(kekId)
          .addValue(numbers)
          .addValue(actions)
          .addValue(targets)
          .addValue(befores)
          .addValue(afters)
          .addValue(proofs);
    }
  }
}
