package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.spool.SpoolRig.appendAll;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.cli.FlagpostCommand;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.testing.ExpectedAlarms;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ExpectedAlarms(of = {RocksLogGuard.class, Recovery.class}) // they say what was damaged
class SpoolCommandTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void withoutASpoolThereIsNothing() {
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("records: 0", "oldest: -", "damaged: 0");
    assertThat(run("export")).isZero();
    assertThat(err.toString()).contains("0 records");
  }

  @Test
  void besideARunningGatewayItIsCountedAndExportedAndNothingIsChanged() throws IOException {
    List<StoreRequest> requests =
        IntStream.range(0, 250).mapToObj(i -> request().group("g" + i).build()).toList();
    Spool spool = SpoolRig.open(vertx, folder());
    appendAll(spool, requests);
    List<String> before = files();

    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains("records: 250", "oldest: " + requests.get(0).record().receivedAt());
    out.getBuffer().setLength(0);
    assertThat(run("export")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(250);
    JsonNode last = new ObjectMapper().readTree(lines.get(249));
    assertThat(last.at("/record/recordId").asText())
        .isEqualTo(requests.get(249).record().recordId().toString());
    assertThat(last.at("/record/fields/dataGroup").asText()).isEqualTo("g249");
    assertThat(files()).isEqualTo(before);
    appendAll(spool, List.of(request().build()));
    assertThat(spool.state().records()).isEqualTo(251);
    await(spool.close());
  }

  @Test
  void anExportIntoAFileIsForItsOwnersEyes() throws IOException {
    Spool spool = SpoolRig.open(vertx, folder());
    RawPart raw = new RawPart(new byte[] {0, -1}, new byte[0], "text/plain", null);
    appendAll(spool, List.of(request().raw(raw).build()));
    await(spool.close());
    Path file = home.resolve("records.ndjson");

    assertThat(run("export", "--out", file.toString())).isZero();

    assertThat(err.toString()).contains("Wrote " + file + ": 1 records");
    assertThat(Files.readString(file)).contains("\"body\":\"AP8=\"").endsWith("}\n");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aDamagedFolderShowsAndCanBeExported() throws IOException {
    Spool spool = SpoolRig.open(vertx, folder());
    appendAll(spool, List.of(request().build(), request().build()));
    await(spool.close());
    Path aside = new SpoolFolder(folder()).setAside(Instant.EPOCH);

    assertThat(run("status")).isEqualTo(1);
    assertThat(out.toString()).contains("records: 0", "damaged: 1", aside + ": not searched yet");
    out.getBuffer().setLength(0);
    assertThat(run("export", "--damaged", aside.toString())).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(run("export", "--damaged", home.toString())).isEqualTo(1);
    assertThat(run("export", "--damaged", home.resolve("none").toString())).isEqualTo(2);
  }

  private Path folder() {
    return home.resolve("data/spool");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private int run(String... arguments) {
    String[] line = Stream.concat(Stream.of("spool"), Stream.of(arguments)).toArray(String[]::new);
    return FlagpostCommand.run(
        new Console(
            home,
            Map.of(),
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            Terminal.NONE),
        line);
  }
}
