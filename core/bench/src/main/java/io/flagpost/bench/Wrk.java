package io.flagpost.bench;

import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.data.Vendor;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The same closed loops, measured with wrk, where it is installed. */
final class Wrk {
  private static final List<Integer> CONNECTIONS = List.of(64, 512);

  private Wrk() {}

  static void beside(BenchSettings settings, Report report, Server gateway, Server hello) {
    report.section("wrk");
    if (!settings.wrk() || !isInstalled()) {
      report.fact("wrk", "not installed, or not wanted");
      return;
    }
    Path script = script(settings.directory());
    for (int connections : CONNECTIONS) {
      run(settings, report, hello, connections, List.of());
      run(settings, report, gateway, connections, List.of("-s", script.toString()));
    }
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
  }

  private static void run(
      BenchSettings settings, Report report, Server server, int connections, List<String> more) {
    List<String> line = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections));
    line.add("-d" + settings.measured().toSeconds() + "s");
    line.add("--latency");
    line.addAll(more);
    line.add("http://127.0.0.1:" + server.port() + "/api/v1/send-telemetry-data");
    try {
      Process wrk = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      wrk.waitFor();
      report.output("wrk " + server.name() + " " + connections, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One record for each license in turn. */
  private static Path script(Path directory) {
    String form = Traffic.sampleForm();
    String license = Vendor.license(1);
    String activation = Vendor.activation(1);
    String lua =
        String.format(
            Locale.ROOT,
            """
        local number = 0
        wrk.method = "POST"
        wrk.headers["Authorization"] = "Bearer %s"
        wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request = function()
          number = (number + 7919) %% %d
          local digits = string.format("%%05d", number)
          local body = "%s"
          return wrk.format(nil, nil, nil, (body:gsub("NUMBER", digits)))
        end
        """,
            Vendor.API_KEY,
            Vendor.LICENSES,
            form.replace(license, license.replace("00001", "NUMBER"))
                .replace(activation, activation.replace("00001", "NUMBER")));
    try {
      return Files.writeString(
          Files.createDirectories(directory).resolve("send.lua"), lua, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
