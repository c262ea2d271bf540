package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.audit.AuditProblem.Kind;
import io.flagpost.testing.ExpectedAlarms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the checkpoints show of a log, or of checkpoints, that somebody has changed. */
@ExpectedAlarms(of = AuditCheckpoints.class)
class CheckpointTamperTest extends AuditCheckpointsFixture {
  @Test
  void aTailThatWasCutOffIsNamed() {
    log.append(WRAPPING, 5);
    log.checkpoint(WRAPPING);
    log.tamper("DELETE FROM audit_entry WHERE number > 3");
    assertThat(expect(4, Kind.CUT_OFF).explanation())
        .startsWith("The log ends with entry 3, but at ")
        .endsWith("entry 5 was the last one");
  }

  @Test
  void aTailThatWasCutOffIsNamedThoughTheLogWentOn() {
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.tamper("DELETE FROM audit_entry WHERE number > 4");
    log.append(WRAPPING, 9);
    assertThat(expect(6, Kind.CUT_OFF).explanation()).contains("entries from 4 on were cut off");
    log.checkpoint(WRAPPING);
    expect(6, Kind.CUT_OFF);
  }

  @Test
  void aLogThatWasEmptiedIsNamed() {
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.tamper("TRUNCATE audit_entry");
    assertThat(expect(1, Kind.CUT_OFF).explanation()).startsWith("The log is empty");

    log.checkpoint(WRAPPING);
    expect(1, Kind.CUT_OFF);
    log.append(WRAPPING, 3);
    assertThat(expect(3, Kind.CUT_OFF).explanation()).contains("entries from 1 on");
  }

  @Test
  void aLogThatWentBackIsNoticedAtTheNextCheckpoint() throws IOException {
    log.append(WRAPPING, 3);
    AuditCheckpoints checkpoints = log.checkpoints(WRAPPING);
    await(checkpoints.start(TestLog.NEVER));
    log.tamper("DELETE FROM audit_entry WHERE number > 1");
    await(checkpoints.stop());
    assertThat(numbers()).containsExactly(3L, 1L);
    log.append(WRAPPING, 1);
    expect(3, Kind.CUT_OFF);
  }

  @Test
  void aWholeChainRecomputedWithTheKeyButOtherwiseIsNamed() {
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.tamper("TRUNCATE audit_entry");
    log.append(WRAPPING, 5);
    expect(3, Kind.CUT_OFF);
  }

  @Test
  void anEditedCheckpointIsNamed() throws IOException {
    severalCheckpoints();
    for (int i = 0; i < 4; i++) {
      List<String> lines = new ArrayList<>(lines());
      List<String> original = List.copyOf(lines);
      lines.set(i, lines.get(i).replace("\"number\":" + (i + 1), "\"number\":" + (i + 2)));
      Files.write(file(), lines);
      expect(Kind.CHECKPOINT_CHANGED);
      Files.write(file(), original);
    }
  }

  @Test
  void anUnreadableCheckpointIsNamed() throws IOException {
    severalCheckpoints();
    for (int i = 0; i < 4; i++) {
      List<String> original = lines();
      List<String> lines = new ArrayList<>(original);
      lines.set(i, i % 2 == 0 ? "" : "{\"number\":\"?\"}");
      Files.write(file(), lines);
      expect(Kind.CHECKPOINT_CHANGED);
      Files.write(file(), original);
    }
  }

  @Test
  void aCheckpointRemovedFromTheBeginningOrTheMiddleIsNamed() throws IOException {
    severalCheckpoints();
    for (int i = 0; i < 3; i++) {
      List<String> original = lines();
      List<String> lines = new ArrayList<>(original);
      lines.remove(i);
      Files.write(file(), lines);
      assertThat(expect(Kind.CHECKPOINT_REMOVED).entry()).isEqualTo(i);
      Files.write(file(), original);
    }
  }

  @Test
  void checkpointsThatChangedPlacesAreNamed() throws IOException {
    severalCheckpoints();
    List<String> lines = new ArrayList<>(lines());
    lines.add(1, lines.remove(2));
    Files.write(file(), lines);
    expect(Kind.CHECKPOINT_REMOVED);
  }

  @Test
  void aForgedCheckpointIsNamed() throws IOException {
    severalCheckpoints();
    String last = lines().get(3);
    CheckpointKey forger = new CheckpointKey(new byte[32]);
    Head head = new Head(9, Instant.EPOCH, new byte[32]);
    String forged =
        Checkpoint.write(head, Instant.now(), WRAPPING.currentId(), Checkpoint.hash(last), forger);
    Files.writeString(file(), forged + "\n", StandardOpenOption.APPEND);
    assertThat(expect(Kind.CHECKPOINT_CHANGED).explanation())
        .startsWith("Line 5 of 000001.ndjson has no valid signature");
  }

  @Test
  void aCheckpointUnderAnUnknownKeyIsNamed() throws IOException {
    log.append(WRAPPING, 1);
    log.checkpoint(TestLog.wrapping(9));
    expect(Kind.UNKNOWN_KEY);
  }

  @Test
  void aCutTailIsNamedThoughTheLastCheckpointWasEdited() throws IOException {
    severalCheckpoints();
    List<String> lines = new ArrayList<>(lines());
    lines.set(3, lines.get(3).replace("\"number\":4", "\"number\":2"));
    Files.write(file(), lines);
    log.tamper("DELETE FROM audit_entry WHERE number > 2");
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.problem()).extracting(AuditProblem::kind).isEqualTo(Kind.CUT_OFF);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("no valid signature"));
  }

  @Test
  void theNodeThatWroteTheLastCheckpointMissesIt() throws IOException {
    log.append(WRAPPING, 1);
    AuditCheckpoints checkpoints = log.checkpoints(WRAPPING);
    await(checkpoints.start(TestLog.NEVER));
    log.append(WRAPPING, 1);
    await(checkpoints.stop());
    List<String> original = lines();

    Files.write(file(), original.subList(0, 1));
    assertThat(log.verify(WRAPPING, checkpoints).problem())
        .extracting(AuditProblem::kind)
        .isEqualTo(Kind.CHECKPOINT_REMOVED);
    Files.delete(file());
    assertThat(log.verify(WRAPPING, checkpoints).problem())
        .extracting(AuditProblem::kind)
        .isEqualTo(Kind.CHECKPOINT_REMOVED);
    log.append(WRAPPING, 1);
    await(checkpoints.stop());
    assertThat(log.verify(WRAPPING).problem())
        .as("another node sees it too: the new line names one that is gone")
        .extracting(AuditProblem::kind)
        .isEqualTo(Kind.CHECKPOINT_REMOVED);
  }

  private AuditProblem expect(long entry, Kind kind) {
    AuditProblem problem = expect(kind);
    assertThat(problem.entry()).isEqualTo(entry);
    return problem;
  }

  private AuditProblem expect(Kind kind) {
    AuditProblem problem = log.verify(WRAPPING).problem();
    if (problem == null) {
      throw new AssertionError("It was not noticed");
    }
    assertThat(problem.kind()).as(problem.explanation()).isEqualTo(kind);
    return problem;
  }
}
