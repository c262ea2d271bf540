package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.fields;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RaisedFlag;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VerdictWriterTest {
  private static final Instant NOW = Instant.parse("2040-01-01T00:00:00Z");
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
  private static final String CHANGES =
      "SELECT concat_ws(' ', check_id, run, flags_before, '->', flags_after) FROM verdict"
          + " ORDER BY verdict_id";

  private VerdictRig rig;
  private VerdictWriter writer;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    writer = new VerdictWriter(rig.pool);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aVerdictSaysWhatStoodBeforeAndAfterIt() {
    UUID record = rig.put(request().flags(flag("clock_skew")).build());

    write(live(record, "one", 0, "found"), live(record, "two", 0, "found", "odd"));
    write(recheck(record, "one", 1_000_000_000));

    assertThat(rig.texts(CHANGES))
        .containsExactly(
            "one 0 {clock_skew} -> {clock_skew,found}",
            "two 0 {clock_skew,found} -> {clock_skew,found,odd}",
            "one 1000000000 {clock_skew,found,odd} -> {clock_skew,found,odd}");
    assertThat(rig.texts("SELECT flags FROM standing")).containsExactly("{clock_skew,found,odd}");
  }

  @Test
  void aVerdictInShadowChangesNothing() {
    UUID record = rig.put(request().build());

    write(verdict(record, "one", VerdictMode.SHADOW, 0, "found"));

    assertThat(rig.number("SELECT count(*) FROM verdict WHERE flags_after IS NULL")).isEqualTo(1);
    assertThat(rig.number("SELECT count(*) FROM standing")).isZero();
  }

  @Test
  void whatIsWrittenTwiceIsThereOnce() {
    UUID record = rig.put(request().build());
    List<Verdict> verdicts =
        List.of(
            live(record, "one", 0, "found"),
            live(record, "one", 1, "odd"),
            verdict(record, "one", VerdictMode.SHADOW, 0, "never"));

    writeAll(verdicts);
    writeAll(verdicts.subList(0, 1));
    writeAll(verdicts);

    assertThat(rig.texts("SELECT run || mode FROM verdict ORDER BY verdict_id"))
        .containsExactly("0live", "1live", "0shadow");
    assertThat(rig.texts("SELECT flags FROM standing")).containsExactly("{odd}");
  }

  @Test
  void anAnswerThatIsThereEndsWhatIsPending() {
    UUID record = rig.put(request().pending("one").build());
    write(live(record, "one", 1, "found"));
    write(pending(record, "one"));
    assertThat(rig.number("SELECT count(*) FROM pending_check")).isEqualTo(1);

    write(live(record, "one", 1, "found"));

    assertThat(rig.number("SELECT count(*) FROM pending_check")).isZero();
  }

  @Test
  void verdictsOfARecordThatIsGoneAreLeftOut() {
    write(live(UUID.randomUUID(), "one", 0, "found"));

    assertThat(rig.number("SELECT count(*) FROM verdict")).isZero();
    assertThat(rig.number("SELECT count(*) FROM standing")).isZero();
  }

  @Test
  void theSecondOfTwoWritersSumsUpWhatTheFirstOneWrote() {
    UUID record = rig.put(request().build());
    Promise<Void> go = Promise.promise();

    Future<Void> first =
        writer.transact(
            connection ->
                writer
                    .write(connection, List.of(live(record, "one", 0, "found")), NOW)
                    .compose(v -> go.future()));
    rig.until(
        () ->
            rig.number(
                    "SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock'"
                        + " AND relation = 'verdict'::regclass")
                > 0);
    Future<Void> second =
        writer.transact(
            connection -> writer.write(connection, List.of(live(record, "two", 0, "odd")), NOW));
    rig.until(() -> rig.number(WAITING) == 1);
    go.complete();
    await(first);
    await(second);

    assertThat(rig.texts("SELECT flags FROM standing")).containsExactly("{found,odd}");
    assertThat(rig.texts(CHANGES))
        .containsExactly("one 0 {} -> {found}", "two 0 {found} -> {found,odd}");
  }

  @Test
  void writersOfOtherRecordsDoNotWait() {
    UUID busy = rig.put(request().build());
    UUID free = rig.put(request().build());
    Promise<Void> go = Promise.promise();
    Future<Void> first =
        writer.transact(
            connection -> writer.lock(connection, List.of(busy)).compose(v -> go.future()));

    write(live(free, "one", 0, "found"));

    assertThat(first.isComplete()).isFalse();
    go.complete();
    await(first);
  }

  /** In rising and in falling order: whoever locked as it was told would meet the other. */
  @Test
  void writersOfTheSameRecordsNeverWaitInACircle() {
    List<UUID> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(
          rig.put(request().fields(fields("1", "u", "l", "a", "g" + i)).pending("owed").build()));
    }
    List<UUID> reversed = new ArrayList<>(records);
    Collections.reverse(reversed);

    List<Future<?>> writes = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      List<UUID> order = round % 2 == 0 ? records : reversed;
      int run = round;
      writes.add(
          writer.transact(
              connection ->
                  writer.write(
                      connection,
                      order.stream()
                          .flatMap(id -> Stream.of(pending(id, "c" + run), live(id, "owed", run)))
                          .toList(),
                      NOW)));
    }
    await(Future.all(writes));

    assertThat(rig.number("SELECT count(*) FROM verdict")).isEqualTo(2 * 20 * 40);
    assertThat(rig.number("SELECT count(*) FROM pending_check")).isEqualTo(20 * 40);
    assertThat(rig.number("SELECT count(*) FROM standing WHERE cardinality(pending) = 20"))
        .isEqualTo(40);
  }

  private void write(Verdict... verdicts) {
    writeAll(List.of(verdicts));
  }

  private void writeAll(List<Verdict> verdicts) {
    await(writer.transact(connection -> writer.write(connection, verdicts, NOW)));
  }

  private static Verdict live(UUID record, String check, long run, String... codes) {
    return verdict(record, check, VerdictMode.LIVE, run, codes);
  }

  private static Verdict recheck(UUID record, String check, long run, String... codes) {
    return verdict(record, check, VerdictMode.RECHECK, run, codes);
  }

  private static Verdict pending(UUID record, String check) {
    return new Verdict(
        record,
        check,
        "1.0.0",
        VerdictMode.LIVE,
        0,
        NOW,
        List.of(),
        true,
        "no answer",
        null,
        JudgeInputs.NONE);
  }

  private static Verdict verdict(
      UUID record, String check, VerdictMode mode, long run, String... codes) {
    List<RaisedFlag> flags = Stream.of(codes).map(code -> flag(code)).toList();
    return new Verdict(
        record, check, "1.0.0", mode, run, NOW, flags, false, null, null, JudgeInputs.NONE);
  }
}
