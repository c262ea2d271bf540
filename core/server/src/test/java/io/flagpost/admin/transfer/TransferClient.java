package io.flagpost.admin.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A registry with one product, a server for it, and what tests do with both. */
final class TransferClient implements AutoCloseable {
  static final String CSV = "text/csv";
  static final String NDJSON = "application/x-ndjson";
  private static final JsonMapper JSON = new JsonMapper();

  final TestDatabase database = TestDatabase.create();
  final TransferServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TransferClient(TransferSettings settings) {
    server = new TransferServer(database.connectOptions(), settings);
    sql("INSERT INTO product (id, name) VALUES (1, 'One'), (2, 'Two')");
  }

  record Answer(int status, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The errors as lines of {@code field: reason}. */
    List<String> errors() {
      List<String> errors = new ArrayList<>();
      json()
          .path("errors")
          .forEach(
              error ->
                  errors.add(error.path("field").asText() + ": " + error.path("reason").asText()));
      return errors;
    }
  }

  Answer csv(String path, String content) {
    return send(path, CSV, content.getBytes(StandardCharsets.UTF_8), "");
  }

  Answer ndjson(String path, String content) {
    return send(path, NDJSON, content.getBytes(StandardCharsets.UTF_8), "");
  }

  /** Sends content of a type, in an encoding unless that is empty. */
  Answer send(String path, String type, byte[] content, String encoding) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(content));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return answer(request.build());
  }

  Answer get(String path) {
    return answer(HttpRequest.newBuilder(server.uri(path)).build());
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void sql(String statement) {
    try (Connection connection = database.connect();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A query's first column, as text. */
  List<String> rows(String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() {
    server.close();
  }
}
