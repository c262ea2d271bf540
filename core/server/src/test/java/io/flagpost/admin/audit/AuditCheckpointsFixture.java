package io.flagpost.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.kek.KeyWrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A log for each test, whose checkpoints are in a folder of its own. */
abstract class AuditCheckpointsFixture {
  static final KeyWrapping WRAPPING = TestLog.wrapping(1);

  @TempDir Path data;
  Path folder;
  TestLog log;

  @BeforeEach
  void openLog() {
    folder = data.resolve("audit-checkpoints");
    log = new TestLog(folder);
  }

  @AfterEach
  void close() {
    log.close();
  }

  void severalCheckpoints() {
    for (int i = 0; i < 4; i++) {
      log.append(WRAPPING, 1);
      log.checkpoint(WRAPPING);
    }
    assertValid(4);
  }

  void assertValid(int checkpoints) {
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.problem()).isNull();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.checkpoints()).isEqualTo(checkpoints);
  }

  Path file() {
    return folder.resolve("000001.ndjson");
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }

  List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String line : lines()) {
      numbers.add(Objects.requireNonNull(Checkpoint.parse(line), line).number());
    }
    return numbers;
  }
}
