package io.flagpost.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page on what is measured tells of everything that {@code /metrics} shows of our own and of
 * our pools.
 */
class MetricsPageIT {
  private static final Path PAGE = Repository.guide("metrics.md");
  private static final Pattern SHOWN =
      Pattern.compile("(?m)^# TYPE ((?:flagpost|vertx)_\\w+) (\\w+)");
  private static final Pattern TOLD = Pattern.compile("(?m)^\\| `((?:flagpost|vertx)_\\w+)");

  @Test
  void everyMetricIsOnThePageAndEveryOneOnThePageIsThere() throws Exception {
    Set<String> told = names(TOLD, Files.readString(PAGE));
    Set<String> shown = names(SHOWN, scrape());

    assertThat(told).containsAll(shown);
    assertThat(shown).containsAll(told);
  }

  private static String scrape() throws IOException, InterruptedException {
    RunningGateway gateway = RunningGateway.demo();
    HttpClient http = HttpClient.newHttpClient();
    // What is made with the first request and the first envelope.
    http.send(
        HttpRequest.newBuilder(gateway.url().resolve("/nothing")).build(), BodyHandlers.ofString());
    HttpRequest metrics = HttpRequest.newBuilder(gateway.adminUrl().resolve("/metrics")).build();
    return http.send(metrics, BodyHandlers.ofString()).body();
  }

  /** Without what is said of maxima apart: it belongs to the histogram of that name. */
  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1).replaceFirst("_max$", ""));
    }
    return names;
  }
}
