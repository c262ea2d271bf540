package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.audit.AuditProblem.Kind;
import io.flagpost.platform.kek.KeyWrapping;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log when the key-encryption key changes. */
class AuditKeysTest {
  @TempDir Path folder;
  private TestLog log;

  @BeforeEach
  void openLog() {
    log = new TestLog(folder);
    KeyWrapping first = TestLog.wrapping(1);
    log.append(first, 3);
    log.checkpoint(first);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void entriesUnderEarlierKeysAreVerifiedWhileThoseAreAtHand() {
    KeyWrapping second = TestLog.wrapping(2, 1);
    log.append(second, 2);
    log.checkpoint(second);
    assertValid(second, 5);
  }

  @Test
  void entriesUnderEarlierKeysAreVerifiedWhenThoseAreGone() {
    change(TestLog.wrapping(2, 1), 1);
    log.append(TestLog.wrapping(2), 2);
    log.checkpoint(TestLog.wrapping(2));
    assertValid(TestLog.wrapping(2), 5);

    change(TestLog.wrapping(3, 2), 2);
    log.append(TestLog.wrapping(3), 2);
    log.checkpoint(TestLog.wrapping(3));
    assertValid(TestLog.wrapping(3), 7);
    change(TestLog.wrapping(3, 2), 0);
    assertValid(TestLog.wrapping(3), 7);
  }

  @Test
  void aKeyThatComesBackIntoForceIsNoSurprise() {
    change(TestLog.wrapping(2, 1), 1);
    log.append(TestLog.wrapping(2), 1);
    change(TestLog.wrapping(1, 2), 1);
    log.append(TestLog.wrapping(1), 1);
    assertThat(log.verify(TestLog.wrapping(1)).problem()).isNull();
  }

  @Test
  void entriesUnderAKeyThatNothingWasKeptOfAreNamed() {
    log.append(TestLog.wrapping(2), 1);
    AuditReport report = log.verify(TestLog.wrapping(2));
    expect(report, 1, Kind.UNKNOWN_KEY);
  }

  @Test
  void aStoredKeyThatWasTakenAwayOrExchangedIsNamed() {
    change(TestLog.wrapping(2, 1), 1);
    log.run("CREATE TABLE backup AS SELECT * FROM audit_key");
    log.run("DELETE FROM audit_key");
    expect(log.verify(TestLog.wrapping(2)), 1, Kind.UNKNOWN_KEY);

    log.run(
        "INSERT INTO audit_key SELECT * FROM backup",
        "UPDATE audit_key SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)");
    AuditReport report = log.verify(TestLog.wrapping(2));
    expect(report, 1, Kind.UNKNOWN_KEY);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("cannot be opened"));
  }

  @Test
  void aTailUnderAnEarlierKeyThatWasCutOffIsNamedWithoutCheckpoints() {
    change(TestLog.wrapping(2, 1), 1);
    log.tamper("DELETE FROM audit_entry WHERE number = 3");
    AuditReport report = log.verify(TestLog.wrapping(2), elsewhere(TestLog.wrapping(2)));
    expect(report, 3, Kind.CUT_OFF);
  }

  @Test
  void whoeverGetsHoldOfAnEarlierKeyCannotRewriteWhatIsUnderIt() {
    change(TestLog.wrapping(2, 1), 1);
    log.tamper("TRUNCATE audit_entry");
    log.append(TestLog.wrapping(1), 3);
    KeyWrapping second = TestLog.wrapping(2);
    expect(log.verify(second, elsewhere(second)), 3, Kind.RECOMPUTED);
  }

  @Test
  void entriesUnderAnEarlierKeyThatCameLaterAreWarnedOf() {
    change(TestLog.wrapping(2, 1), 1);
    log.append(TestLog.wrapping(1), 1);
    log.append(TestLog.wrapping(2), 1);
    AuditReport report = log.verify(TestLog.wrapping(2));
    assertThat(report.problem()).isNull();
    assertThat(report.warnings()).singleElement().asString().startsWith("Entry 4 was written");
  }

  /** The checkpoints of a node that has none. */
  private AuditCheckpoints elsewhere(KeyWrapping wrapping) {
    return new AuditCheckpoints(
        log.vertx, log.pool, wrapping, folder.resolve("elsewhere"), Clock.systemUTC());
  }

  private void change(KeyWrapping wrapping, int sealed) {
    int count =
        await(
            log.pool.withTransaction(
                connection -> new AuditKeys(wrapping).reEncrypt(connection, wrapping)));
    assertThat(count).isEqualTo(sealed);
  }

  private void assertValid(KeyWrapping wrapping, int entries) {
    AuditReport report = log.verify(wrapping);
    assertThat(report.problem()).isNull();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.entries()).isEqualTo(entries);
  }

  private static void expect(AuditReport report, long entry, Kind kind) {
    AuditProblem problem = report.problem();
    if (problem == null) {
      throw new AssertionError("It was not noticed");
    }
    assertThat(problem.kind()).as(problem.explanation()).isEqualTo(kind);
    assertThat(problem.entry()).isEqualTo(entry);
  }
}
