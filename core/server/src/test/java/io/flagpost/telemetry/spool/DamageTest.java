package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolConditions.DEGRADED;
import static io.flagpost.telemetry.spool.SpoolRig.appendAll;
import static io.flagpost.telemetry.spool.SpoolRig.appendEach;
import static io.flagpost.telemetry.spool.SpoolRig.held;
import static io.flagpost.telemetry.spool.SpoolRig.ids;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ExpectedAlarms(of = {RocksLogGuard.class, Recovery.class}) // they say what was damaged
@RunsBesideOthers
class DamageTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path data;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aLogThatWasCutAnywhereInItsLastEntryLosesNothingBeforeIt() throws IOException {
    List<StoreRequest> requests = new ArrayList<>(requests(19));
    requests.add(request().fields(TelemetryFields.NONE).build());
    Path written = data.resolve("written");
    Spool spool = SpoolRig.open(vertx, written);
    appendEach(spool, requests.subList(0, 19));
    long before = log(written).toFile().length();
    appendEach(spool, requests.subList(19, 20));
    await(spool.close());
    long whole = log(written).toFile().length();
    assertThat(whole - before).isBetween(300L, 2_000L);

    for (long length = before; length < whole; length++) {
      Path copy = copy(written, "cut");
      try (RandomAccessFile file = new RandomAccessFile(log(copy).toFile(), "rw")) {
        file.setLength(length);
      }
      Spool cut = SpoolRig.open(vertx, copy);

      assertThat(held(cut)).as("cut to " + length).isEqualTo(ids(requests.subList(0, 19)));
      assertThat(cut.state()).isNot(DEGRADED);
      await(cut.close());
      delete(copy);
    }
  }

  @Test
  void aByteFlippedInALogCostsOneRecordAtMostAndTheFolderIsKept() throws IOException {
    List<StoreRequest> requests = requests(200); // three blocks of the log
    Path written = data.resolve("written");
    appendToLog(written, requests);
    long length = log(written).toFile().length();

    int setAside = 0;
    for (long place = 3; place < length; place += length / 61) {
      Path copy = copy(written, "flipped");
      byte[] flipped = flip(log(copy), place);
      Spool damaged = openAndSalvage(copy);

      Set<UUID> lost = lost(requests, damaged);
      assertThat(lost).as("flipped at " + place).hasSizeLessThanOrEqualTo(1);
      List<Path> aside = new SpoolFolder(copy).damaged();
      if (aside.isEmpty()) {
        assertThat(place)
            .as("only the tail is not told from a torn one")
            .isGreaterThan(length - LogTail.BLOCK);
      } else {
        setAside++;
        assertThat(damaged.state()).is(DEGRADED);
        assertThat(damaged.state().damagedFolders()).isEqualTo(1);
        assertThat(damaged.state().unreadable()).isLessThanOrEqualTo(1);
        assertThat(Files.readAllBytes(log(aside.get(0)))).isEqualTo(flipped);
      }
      closeAndDelete(damaged, copy);
    }
    assertThat(setAside).isGreaterThan(40);
  }

  @Test
  void aByteFlippedInATableCostsOneRecordAtMostAndTheFolderIsKept() throws IOException {
    List<StoreRequest> requests = requests(100);
    Path written = data.resolve("written");
    appendToTable(written, requests);
    long length = table(written).toFile().length();

    int setAside = 0;
    for (long place = 0; place < length; place += length / 41) {
      Path copy = copy(written, "flipped");
      byte[] flipped = flip(table(copy), place);
      Spool damaged = openAndSalvage(copy);

      Set<UUID> lost = lost(requests, damaged);
      assertThat(lost).as("flipped at " + place).hasSizeLessThanOrEqualTo(1);
      List<Path> aside = new SpoolFolder(copy).damaged();
      if (!aside.isEmpty()) {
        setAside++;
        assertThat(damaged.state()).is(DEGRADED);
        assertThat(damaged.state().unreadable()).isEqualTo(lost.size());
        assertThat(Files.readAllBytes(table(aside.get(0)))).isEqualTo(flipped);
        assertThat(aside.get(0).resolve(SpoolFolder.REPORT))
            .content()
            .contains("records were read");
      } else {
        assertThat(lost).isEmpty();
      }
      closeAndDelete(damaged, copy);
    }
    assertThat(setAside).isGreaterThan(30);
  }

  @Test
  void damageThatShowsWhileItRunsIsDealtWithAtOnce() throws IOException {
    List<StoreRequest> requests = requests(100);
    Path folder = data.resolve("spool");
    appendToTable(folder, requests);
    Spool spool = SpoolRig.open(vertx, folder);
    Path table = table(folder);
    for (long place = 1_000; place < table.toFile().length() - 5_000; place += 4_000) {
      flip(table, place);
    }

    await(spool.oldest(1_000, Long.MAX_VALUE).otherwiseEmpty());
    appendEach(spool, requests(1));
    until(vertx, () -> spool.state().unreadable() > 0);

    assertThat(spool.state().damagedFolders()).isEqualTo(1);
    assertThat(spool.state().records() + spool.state().unreadable()).isGreaterThanOrEqualTo(95);
    await(spool.close());
  }

  @Test
  void withoutItsManifestEveryRecordIsBroughtBack() throws IOException {
    List<StoreRequest> requests = requests(100);
    for (String lost : List.of("CURRENT", "MANIFEST-")) {
      Path folder = data.resolve("spool-" + lost);
      appendToTable(folder, requests.subList(0, 50));
      Spool spool = SpoolRig.open(vertx, folder);
      appendAll(spool, requests.subList(50, 100));
      await(spool.close());
      Files.delete(file(folder, lost));

      Spool again = openAndSalvage(folder);

      assertThat(held(again)).isEqualTo(ids(requests));
      assertThat(again.state().damagedFolders()).isEqualTo(1);
      await(again.close());
    }
  }

  @Test
  void aDamagedFolderIsSearchedOnceAndDegradesUntilItIsTakenAway() throws IOException {
    List<StoreRequest> requests = requests(50);
    Path folder = data.resolve("spool");
    appendToTable(folder, requests);
    flip(table(folder), 3_000);
    Spool damaged = openAndSalvage(folder);
    int left = held(damaged).size();
    await(damaged.remove(await(damaged.oldest(100, Long.MAX_VALUE))));
    await(damaged.close());

    Spool again = openAndSalvage(folder);
    assertThat(left).isGreaterThanOrEqualTo(49);
    assertThat(held(again)).isEmpty();
    assertThat(again.state()).is(DEGRADED);
    await(again.close());
    delete(new SpoolFolder(folder).damaged().get(0));
    Spool mended = openAndSalvage(folder);

    assertThat(mended.state()).isNot(DEGRADED);
    await(mended.close());
  }

  /** Writes records into a log, half of them in one group. */
  private void appendToLog(Path folder, List<StoreRequest> requests) {
    int half = requests.size() / 2;
    Spool spool = SpoolRig.open(vertx, folder);
    appendAll(spool, requests.subList(0, half));
    appendEach(spool, requests.subList(half, requests.size()));
    await(spool.close());
  }

  private static Set<UUID> lost(List<StoreRequest> requests, Spool spool) {
    Set<UUID> lost = new HashSet<>(ids(requests));
    lost.removeAll(held(spool));
    return lost;
  }

  private static void closeAndDelete(Spool spool, Path folder) throws IOException {
    List<Path> aside = new SpoolFolder(folder).damaged();
    await(spool.close());
    delete(folder);
    for (Path each : aside) {
      delete(each);
    }
  }

  /** Writes records into a table, as the engine does when it opens a log. */
  private void appendToTable(Path folder, List<StoreRequest> requests) {
    Spool spool = SpoolRig.open(vertx, folder);
    appendAll(spool, requests);
    await(spool.close());
    await(SpoolRig.open(vertx, folder).close());
  }

  private Spool openAndSalvage(Path folder) {
    Spool spool = SpoolRig.open(vertx, folder);
    until(
        vertx,
        () -> {
          try {
            return new SpoolFolder(folder).damaged().stream().allMatch(Recovery::isDone);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    await(spool.oldest(1, 1)); // behind what counts the last of it
    return spool;
  }

  private static List<StoreRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(i -> request().group("g" + i).build()).toList();
  }

  private static byte[] flip(Path file, long place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) place] ^= 0x10;
    Files.write(file, bytes);
    return bytes;
  }

  private static Path log(Path folder) throws IOException {
    return file(folder, "[0-9]+\\.log");
  }

  private static Path table(Path folder) throws IOException {
    return file(folder, "[0-9]+\\.sst");
  }

  private static Path file(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(pattern + ".*"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private Path copy(Path folder, String name) throws IOException {
    Path copy = Files.createDirectory(data.resolve(name));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
