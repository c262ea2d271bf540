package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.audit.AuditProblem.Kind;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@ExpectedAlarms(of = AuditCheckpoints.class)
class AuditCheckpointsTest {
  private static final KeyWrapping WRAPPING = TestLog.wrapping(1);

  @TempDir Path data;
  private Path folder;
  private TestLog log;

  @BeforeEach
  void openLog() {
    folder = data.resolve("audit-checkpoints");
    log = new TestLog(folder);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void theEndIsSignedAtStartAndAtStopIfItHasMoved() throws IOException {
    log.append(WRAPPING, 2);
    AuditCheckpoints checkpoints = log.checkpoints(WRAPPING);
    await(checkpoints.start(TestLog.NEVER));
    assertThat(numbers()).containsExactly(2L);

    log.append(WRAPPING, 3);
    await(checkpoints.stop());
    assertThat(numbers()).containsExactly(2L, 5L);

    log.checkpoint(WRAPPING);
    assertThat(numbers())
        .as("once at start, and at stop it has not moved")
        .containsExactly(2L, 5L, 5L);
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertValid(3);
  }

  @Test
  void theEndIsSignedFromTimeToTime() throws Exception {
    AuditCheckpoints checkpoints = log.checkpoints(WRAPPING);
    await(checkpoints.start(Duration.ofMillis(20)));
    log.append(WRAPPING, 1);
    Patience.until("the first entry is signed", () -> numbers().contains(1L));
    log.append(WRAPPING, 1);
    Patience.until("the second entry is signed", () -> numbers().contains(2L));
    await(checkpoints.stop());
    assertThat(numbers()).as("an end that has not moved is not signed").containsExactly(0L, 1L, 2L);
  }

  @Test
  void aCheckpointIsVerifiedWithThePublicKeyAlone() throws Exception {
    log.append(WRAPPING, 1);
    log.checkpoint(WRAPPING);
    String line = lines().get(0);
    JsonNode json = new JsonMapper().readTree(line);

    Signature verifier = Signature.getInstance("Ed25519");
    byte[] spki = Base64.getDecoder().decode(log.verify(WRAPPING).checkpointKey().text());
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    verifier.update(
        line.substring(0, line.indexOf(",\"signature\":")).getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(Base64.getDecoder().decode(json.get("signature").asText())))
        .isTrue();
    assertThat(json.get("number").asLong()).isEqualTo(1);
    assertThat(Instant.parse(json.get("at").asText())).isBeforeOrEqualTo(Instant.now());
  }

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
  void anEntryThatNoCheckpointNamesYetIsNotMissed() {
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.append(WRAPPING, 1);
    log.tamper("DELETE FROM audit_entry WHERE number = 4");
    assertValid(1);
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

  @Test
  void aNodeWithoutCheckpointsWarns() {
    log.append(WRAPPING, 1);
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.valid()).isTrue();
    assertThat(report.warnings()).singleElement().asString().contains("no checkpoints");
  }

  @Test
  void aFullFileIsFollowedByAnotherAndOldOnesMayBePutAway() throws IOException {
    for (int i = 0; i < 4; i++) {
      log.append(WRAPPING, 1);
      await(
          new AuditCheckpoints(
                  log.vertx,
                  log.pool,
                  WRAPPING,
                  new CheckpointFiles(folder, 500),
                  Clock.systemUTC())
              .start(TestLog.NEVER));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("000001.ndjson", "000002.ndjson");
    }
    assertValid(4);
    Files.delete(file());
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.valid()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .isEqualTo(
            "Line 1 of 000002.ndjson is the first checkpoint here, and there were others before it");
  }

  @Test
  void theBeginningOfALineThatACrashLeftIsCutOff() throws IOException {
    log.append(WRAPPING, 1);
    log.checkpoint(WRAPPING);
    Files.writeString(file(), "{\"number\":2,\"ma", StandardOpenOption.APPEND);
    assertValid(1);
    log.append(WRAPPING, 1);
    log.checkpoint(WRAPPING);
    assertThat(numbers()).containsExactly(1L, 2L);
    assertValid(2);
  }

  @Test
  void aFailingDiskShowsAndIsLeftBehind() throws IOException {
    Files.writeString(folder, "in the way");
    AuditCheckpoints checkpoints = log.checkpoints(WRAPPING);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(AuditCheckpoints.class);
    logged.start();
    logger.addAppender(logged);
    try {
      await(checkpoints.start(TestLog.NEVER));
      assertThat(logged.list)
          .extracting(ILoggingEvent::getMessage)
          .containsExactly("No checkpoint of the audit log can be written; trying again");

      Files.delete(folder);
      await(checkpoints.stop());
      assertThat(numbers()).containsExactly(0L);
    } finally {
      logger.detachAppender(logged);
    }
  }

  private void severalCheckpoints() {
    for (int i = 0; i < 4; i++) {
      log.append(WRAPPING, 1);
      log.checkpoint(WRAPPING);
    }
    assertValid(4);
  }

  private void assertValid(int checkpoints) {
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.problem()).isNull();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.checkpoints()).isEqualTo(checkpoints);
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

  private Path file() {
    return folder.resolve("000001.ndjson");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }

  private List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String line : lines()) {
      numbers.add(Objects.requireNonNull(Checkpoint.parse(line), line).number());
    }
    return numbers;
  }
}
