package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows work of the gateway that takes long: its answer has a line of JSON with its progress
 * every now and then, and the report at the end. Blocking.
 */
final class StreamedProgress {
  /** The limit until the answer begins; the rest has none. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int WIDTH = 79;
  private static final JsonMapper JSON = new JsonMapper();

  private final Console console;
  private final String brokenOff;
  private final Function<JsonNode, String> text;

  /**
   * @param brokenOff what it means if there is no report
   * @param text the progress for people, on one line
   */
  StreamedProgress(Console console, String brokenOff, Function<JsonNode, String> text) {
    this.console = console;
    this.brokenOff = brokenOff;
    this.text = text;
  }

  /** Has the work done; shows its progress on a terminal, and returns the report. */
  JsonNode follow(AdminClient client, Call call) throws InterruptedException {
    HttpResponse<InputStream> response = client.download(call, LIMIT);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw client.http().answer(response, body.readAllBytes()).failure();
      }
      JsonNode report = read(body);
      if (report == null) {
        throw new CommandFailure(ExitCodes.UNAVAILABLE, brokenOff);
      }
      return report;
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.UNAVAILABLE, brokenOff + ": " + e.getMessage());
    }
  }

  private @Nullable JsonNode read(InputStream body) throws IOException {
    boolean shown = console.terminal().isThere();
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode read = JSON.readTree(line);
      if (read.has("report")) {
        if (shown) {
          console.err().println();
        }
        return read.get("report");
      }
      if (shown) {
        String progress = text.apply(read.path("progress"));
        console
            .progress()
            .print("\r" + progress + " ".repeat(Math.max(0, WIDTH - progress.length())));
        console.progress().flush();
      }
    }
    return null;
  }
}
