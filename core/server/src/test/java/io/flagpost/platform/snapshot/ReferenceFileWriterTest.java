package io.flagpost.platform.snapshot;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.SettableClock;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@ExpectedAlarms(of = ReferenceFileWriter.class) // it says when it cannot write
class ReferenceFileWriterTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(7));
  private Vertx vertx;
  private Path path;
  private EncryptedFile file;
  private volatile String newest = "one";

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    path = folder.resolve("reference.snapshot");
    KeyEncryptionKey key = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
    file = new EncryptedFile(path, new KeyWrapping(key, List.of()));
  }

  @Test
  void onlyWhatHasChangedIsWritten() throws Exception {
    ReferenceFileWriter<String> writer = writer(null, false, ReferenceFileWriterTest::bytes);
    writer.begin();
    until(vertx, () -> writer.writtenCount() == 1);

    writer.changed();
    newest = "two";
    writer.changed();
    writer.changed();
    await(writer.close());

    assertThat(content()).isEqualTo("two");
    assertThat(writer.writtenCount()).isEqualTo(2);
    assertThat(writer.writtenAtMillis()).isEqualTo(7_000);
  }

  @Test
  void whatIsInTheFileAlreadyIsNotWrittenAgain() {
    ReferenceFileWriter<String> writer = writer("one", false, ReferenceFileWriterTest::bytes);

    writer.begin();
    await(writer.close());

    assertThat(path).doesNotExist();
  }

  @Test
  void nothingIsWrittenBeforeItBegins() {
    ReferenceFileWriter<String> writer = writer(null, false, ReferenceFileWriterTest::bytes);

    writer.changed();
    await(writer.close());

    assertThat(path).doesNotExist();
  }

  @Test
  void howeverManyChangesComeWhileItWritesOneMoreWritingCoversThem() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    ReferenceFileWriter<String> writer =
        writer(
            null,
            false,
            value -> {
              writing.countDown();
              awaitLatch(mayGoOn);
              return bytes(value);
            });
    writer.begin();
    writing.await();

    for (int i = 0; i < 100; i++) {
      newest = "change " + i;
      writer.changed();
    }
    mayGoOn.countDown();
    until(vertx, () -> writer.writtenCount() == 2);
    await(writer.close());

    assertThat(content()).isEqualTo("change 99");
    assertThat(writer.writtenCount()).isEqualTo(2);
  }

  @Test
  void aFileThatIsOfNoUseIsSetAside() throws Exception {
    Files.writeString(path, "of no use");
    ReferenceFileWriter<String> writer = writer(null, true, ReferenceFileWriterTest::bytes);

    writer.begin();
    await(writer.close());

    assertThat(content()).isEqualTo("one");
    assertThat(folder.resolve("reference.snapshot.unusable")).hasContent("of no use");
  }

  @Test
  void whatCouldNotBeWrittenIsTriedAgainWithTheNextChange() throws Exception {
    Files.createDirectory(path);
    ReferenceFileWriter<String> writer = writer(null, false, ReferenceFileWriterTest::bytes);
    writer.begin();
    until(vertx, () -> writer.failedCount() == 1);

    Files.delete(path);
    until(
        vertx,
        () -> {
          writer.changed();
          return writer.writtenCount() == 1;
        });
    await(writer.close());

    assertThat(content()).isEqualTo("one");
  }

  private ReferenceFileWriter<String> writer(
      @Nullable String inFile, boolean unusable, Function<String, byte[]> encoder) {
    return new ReferenceFileWriter<>(vertx, file, () -> newest, encoder, inFile, unusable, clock);
  }

  private String content() throws UnusableSnapshotException {
    return new String(file.read().orElseThrow(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
