package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginFolderWatchTest {
  private Path folder = Path.of("");
  private int scans;
  private Set<Path> skipped = Set.of();
  private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

  @BeforeEach
  void setFolder(@TempDir Path made) {
    folder = made;
  }

  @Test
  void whatIsThereAtTheBeginningIsScannedOnce() throws Exception {
    Files.writeString(folder.resolve("acme.jar"), "one");
    try (PluginFolderWatch watch = watch()) {
      look(watch, 4);
    }

    assertThat(scans).isEqualTo(1);
  }

  @Test
  void aNewFileAChangedOneAndOneThatIsGoneAreNoticed() throws Exception {
    try (PluginFolderWatch watch = watch()) {
      look(watch, 3);
      Path jar = Files.writeString(folder.resolve("acme.jar"), "one");
      look(watch, 3);
      assertThat(scans).isEqualTo(2);
      Files.writeString(jar, "longer");
      look(watch, 3);
      assertThat(scans).isEqualTo(3);
      Files.delete(jar);
      look(watch, 3);
    }

    assertThat(scans).isEqualTo(4);
  }

  @Test
  void aFileThatStillGrowsIsLeftAlone() throws Exception {
    try (PluginFolderWatch watch = watch()) {
      look(watch, 3);
      StringBuilder content = new StringBuilder();
      for (int i = 0; i < 5; i++) {
        Files.writeString(folder.resolve("acme.jar"), content.append("more"));
        look(watch, 1);
      }
      assertThat(scans).isEqualTo(1);
      look(watch, 1);
    }

    assertThat(scans).isEqualTo(2);
  }

  @Test
  void aFileThatKeepsChangingKeepsNoOtherWaiting() throws Exception {
    StringBuilder log = new StringBuilder();
    try (PluginFolderWatch watch = watch()) {
      look(watch, 3);
      Path restless = folder.resolve("restless.jar");
      for (int i = 0; i < 5; i++) {
        if (i == 1) {
          Files.writeString(folder.resolve("acme.jar"), "one");
        }
        Files.writeString(restless, log.append("more"));
        look(watch, 1);
      }
      assertThat(scans).isEqualTo(2);
      assertThat(skipped).containsExactly(restless);
      look(watch, 1);
    }

    assertThat(scans).isEqualTo(3);
    assertThat(skipped).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vendor.log",
        "acme.jar.part",
        ".acme.jar.swp",
        "acme.jar~",
        "readme",
        ".acme.yaml.swx"
      })
  void whatIsNeitherPluginNorSignatureNorConfigurationDoesNotMatter(String name) throws Exception {
    try (PluginFolderWatch watch = watch()) {
      look(watch, 3);
      for (int i = 0; i < 4; i++) {
        Files.writeString(folder.resolve(name), "x".repeat(i));
        look(watch, 2);
      }
    }

    assertThat(scans).isEqualTo(1);
    assertThat(skipped).isEmpty();
  }

  @Test
  void aPluginWaitsForItsSignatureUnlessThatNeverComesToRest() throws Exception {
    Path jar = Files.writeString(folder.resolve("acme.jar"), "one");
    Path signature = folder.resolve("acme.jar.sig");
    Path other = folder.resolve("other.jar");
    try (PluginFolderWatch watch = watch()) {
      for (int i = 0; i <= FolderLooks.LOOKS_UNTIL_WARNING; i++) {
        Files.writeString(signature, "x".repeat(i));
        look(watch, 1);
        if (i == 1) {
          assertThat(skipped).containsExactly(jar);
        }
      }
      Files.writeString(other, "one");
      Files.writeString(signature, "x".repeat(100));
      look(watch, 1);
      Files.writeString(signature, "x".repeat(101));
      look(watch, 1);
    }

    assertThat(skipped).isEmpty();
  }

  @Test
  void aSingleFileIsWatchedToo() throws Exception {
    Path lock = folder.resolve("plugins.lock");
    try (PluginFolderWatch watch = new PluginFolderWatch(List.of(lock), this::scan)) {
      look(watch, 3);
      Files.writeString(lock, "one");
      look(watch, 3);
      Files.writeString(folder.resolve("other"), "one");
      look(watch, 3);
    }

    assertThat(scans).isEqualTo(2);
  }

  @Test
  void whileAScanGoesOnNoneIsAskedForAndAChangeMeanwhileIsNotLost() throws Exception {
    answer = new CompletableFuture<>();
    try (PluginFolderWatch watch = watch()) {
      look(watch, 3);
      Files.writeString(folder.resolve("acme.jar"), "one");
      look(watch, 3);
      assertThat(scans).isEqualTo(1);
      answer.complete(null);
      look(watch, 1);
    }

    assertThat(scans).isEqualTo(2);
  }

  @Test
  void aScanThatFailsIsTriedAgainAfterAWhile() throws Exception {
    answer = CompletableFuture.failedFuture(new IOException("database away"));
    try (PluginFolderWatch watch = watch()) {
      look(watch, 10);
      assertThat(scans).isEqualTo(1);
      answer = CompletableFuture.completedFuture(null);
      look(watch, 20);
    }

    assertThat(scans).isEqualTo(2);
  }

  @Test
  void aScanThatThrowsIsTriedAgainToo() {
    try (PluginFolderWatch watch =
        new PluginFolderWatch(
            List.of(folder),
            changing -> {
              scans++;
              throw new IllegalStateException("closed");
            })) {
      look(watch, 30);
    }

    assertThat(scans).isEqualTo(2);
  }

  @Test
  void itLooksOnItsOwn() throws Exception {
    CountDownLatch scanned = new CountDownLatch(1);
    try (PluginFolderWatch watch =
        PluginFolderWatch.start(
            List.of(folder),
            Duration.ofMillis(5),
            changing -> {
              scanned.countDown();
              return CompletableFuture.completedStage(List.of());
            })) {
      assertThat(watch).isNotNull();
      assertThat(scanned.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private PluginFolderWatch watch() {
    return new PluginFolderWatch(List.of(folder), this::scan);
  }

  private CompletableFuture<Void> scan(Set<Path> changing) {
    scans++;
    skipped = changing;
    return answer;
  }

  private static void look(PluginFolderWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }
}
