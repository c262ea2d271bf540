package io.flagpost.telemetry.query;

import static io.flagpost.testing.Futures.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The read API's view of records, for tests of other packages. */
public final class TestReader {
  private final TelemetryReader reader;

  private TestReader(TelemetryReader reader) {
    this.reader = reader;
  }

  public static TestReader open(
      Vertx vertx, PgConnectOptions options, Supplier<List<String>> laterChecks) {
    return new TestReader(
        TelemetryReader.open(vertx, options, laterChecks, ReaderSettings.DEFAULTS));
  }

  /** The one record with this data group. */
  public ObjectNode read(String environment, String group) {
    List<ObjectNode> found =
        await(
                Readers.readPage(
                    reader,
                    Readers.reader(environment),
                    Readers.filter(Map.of("data_group", group))))
            .records();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " records of the group " + group);
    }
    return found.get(0);
  }

  public void close() {
    await(reader.close());
  }
}
