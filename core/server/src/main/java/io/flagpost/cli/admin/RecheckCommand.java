package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost recheck}: shows its progress, and then the result. */
final class RecheckCommand implements Callable<Integer> {
  /** The limit until the answer begins; the rest has none. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String BROKEN_OFF =
      "the re-check was interrupted; verdicts written so far stay";
  private static final JsonMapper JSON = new JsonMapper();

  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  RecheckCommand(CommandModel operation, Console console, Clock clock) {
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = frame.client();
    HttpResponse<InputStream> response = client.download(arguments.call(console), LIMIT);
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw client.http().answer(response, body.readAllBytes()).failure();
      }
      JsonNode report = follow(body);
      if (report == null) {
        throw new CommandFailure(ExitCodes.UNAVAILABLE, BROKEN_OFF);
      }
      print(report);
      return report.path("ending").asText().equals("complete") ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.UNAVAILABLE, BROKEN_OFF + ": " + e.getMessage());
    }
  }

  private @Nullable JsonNode follow(InputStream body) throws IOException {
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
        console.progress().print("\r" + text(read.path("progress")));
        console.progress().flush();
      }
    }
    return null;
  }

  private static String text(JsonNode progress) {
    String records = CellText.of(progress.path("records")) + " records";
    return progress.path("reached").isTextual()
        ? records + ", up to " + CellText.of(progress.path("reached"))
        : records;
  }

  private void print(JsonNode report) {
    if (!frame.isForPeople()) {
      frame.print(report);
    } else {
      ObjectNode numbers = report.deepCopy();
      numbers.remove("examples");
      frame.print(numbers);
      PrintWriter out = console.out();
      for (JsonNode example : report.path("examples")) {
        out.println(
            "  record "
                + CellText.of(example.path("id"))
                + ": "
                + codes(example.path("before"))
                + " -> "
                + codes(example.path("after")));
      }
      out.flush();
    }
  }

  private static String codes(JsonNode codes) {
    StringBuilder text = new StringBuilder();
    for (JsonNode code : codes) {
      text.append(text.isEmpty() ? "" : ", ").append(CellText.of(code));
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
