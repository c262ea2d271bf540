package io.flagpost.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said beside an export: what was asked for, and what came of it. Of one that broke off it
 * says how to go on.
 *
 * @param wanted what was asked for
 * @param records the records as they were sent, one after the other
 * @param file the file that was made of them; null if it is not complete
 */
public record ExportManifest(Wanted wanted, ExportProgress records, @Nullable WrittenFile file) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VERSION = "flagpost_export";

  /**
   * What was asked for.
   *
   * @param gateway the URL that it came from
   * @param format csv, ndjson or parquet
   * @param parameters those of the request, as they were sent
   * @param afterId the export has records with ids above this
   * @param upToId and up to this, which was the last one when it began
   * @param startedAt when it began, ISO-8601
   */
  public record Wanted(
      String gateway,
      String format,
      Map<String, List<String>> parameters,
      long afterId,
      long upToId,
      String startedAt) {
    public Wanted {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      parameters.forEach((name, values) -> copy.put(name, List.copyOf(values)));
      parameters = Map.copyOf(copy);
    }

    /** Whether this is an export of the same records in the same form. */
    public boolean isOf(String otherFormat, Map<String, List<String>> otherParameters) {
      return format.equals(otherFormat) && parameters.equals(otherParameters);
    }

    /** What was asked for may be somebody's license. */
    @Override
    public String toString() {
      return "Wanted[" + format + ", up to " + upToId + "]";
    }
  }

  /**
   * A complete file.
   *
   * @param name without its folder
   * @param bytes how long it is
   * @param sha256 its hash, in hexadecimal
   * @param finishedAt when it was complete, ISO-8601
   */
  public record WrittenFile(String name, long bytes, String sha256, String finishedAt) {}

  /** The same, as far as it is now. */
  public ExportManifest reached(ExportProgress progress) {
    return new ExportManifest(wanted, progress, file);
  }

  /** The same, complete. */
  public ExportManifest complete(WrittenFile written) {
    return new ExportManifest(wanted, records, written);
  }

  /** As it is written. */
  public String json() {
    ObjectNode json = JSON.createObjectNode();
    json.put(VERSION, 1);
    json.put("complete", file != null);
    json.put("gateway", wanted.gateway());
    json.put("format", wanted.format());
    ObjectNode filters = json.putObject("asked");
    new TreeMap<>(wanted.parameters())
        .forEach((name, values) -> values.forEach(filters.withArray(name)::add));
    json.put("after_id", wanted.afterId());
    json.put("up_to_id", wanted.upToId());
    json.put("started_at", wanted.startedAt());
    json.put("finished_at", file == null ? null : file.finishedAt());
    json.putObject("records")
        .put("count", records.records())
        .put("bytes", records.bytes())
        .put("sha256", records.sha256())
        .put("first_id", records.firstId())
        .put("last_id", records.lastId())
        .put("last_received_at", records.lastReceivedAt());
    ArrayNode files = json.putArray("files");
    WrittenFile written = file;
    if (written != null) {
      files
          .addObject()
          .put("name", written.name())
          .put("bytes", written.bytes())
          .put("sha256", written.sha256());
    }
    return json.toPrettyString() + "\n";
  }

  /** Reads what {@link #json} wrote; empty if it is something else. */
  public static Optional<ExportManifest> read(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (json.path(VERSION).asInt() != 1) {
      return Optional.empty();
    }
    Map<String, List<String>> asked = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> parameter : json.path("asked").properties()) {
      List<String> values = new ArrayList<>();
      parameter.getValue().forEach(value -> values.add(value.asText()));
      asked.put(parameter.getKey(), values);
    }
    JsonNode records = json.path("records");
    JsonNode file = json.path("files").path(0);
    return Optional.of(
        new ExportManifest(
            new Wanted(
                json.path("gateway").asText(),
                json.path("format").asText(),
                asked,
                json.path("after_id").asLong(),
                json.path("up_to_id").asLong(),
                json.path("started_at").asText()),
            new ExportProgress(
                records.path("count").asLong(),
                records.path("bytes").asLong(),
                records.path("first_id").asLong(),
                records.path("last_id").asLong(),
                records.path("last_received_at").asText(),
                records.path("sha256").asText()),
            file.isMissingNode()
                ? null
                : new WrittenFile(
                    file.path("name").asText(),
                    file.path("bytes").asLong(),
                    file.path("sha256").asText(),
                    json.path("finished_at").asText())));
  }
}
