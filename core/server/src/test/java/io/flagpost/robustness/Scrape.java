package io.flagpost.robustness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a gateway measures of itself, as an operator's Prometheus reads it. */
final class Scrape {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics;

  Scrape(URI admin) {
    this.metrics = admin.resolve("/metrics");
  }

  /** The value of a series now, named with its labels as the page writes them. */
  double value(String series) throws IOException, InterruptedException {
    String page = page();
    return page.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in " + page));
  }

  /** What all series whose line begins so add up to. */
  double sum(String beginning) throws IOException, InterruptedException {
    return page()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String page() throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
  }
}
