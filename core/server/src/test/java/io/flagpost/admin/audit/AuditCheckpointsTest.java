package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When checkpoints are written, how they are signed, and into which files. */
@ExpectedAlarms(of = AuditCheckpoints.class)
class AuditCheckpointsTest extends AuditCheckpointsFixture {
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
  void anEntryThatNoCheckpointNamesYetIsNotMissed() {
    log.append(WRAPPING, 3);
    log.checkpoint(WRAPPING);
    log.append(WRAPPING, 1);
    log.tamper("DELETE FROM audit_entry WHERE number = 4");
    assertValid(1);
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
          .containsExactly("Cannot write a checkpoint of the audit log; trying again");

      Files.delete(folder);
      await(checkpoints.stop());
      assertThat(numbers()).containsExactly(0L);
    } finally {
      logger.detachAppender(logged);
    }
  }
}
