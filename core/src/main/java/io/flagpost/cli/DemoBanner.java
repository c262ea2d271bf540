package io.flagpost.cli;

import java.nio.file.Path;

/**
 * What the demo says once it takes records.
 *
 * @param api where the public listener is
 * @param admin where the admin listener is
 * @param data the folder that it keeps its data in
 */
record DemoBanner(String api, String admin, Path data) {

  /** The address to reach a listener at from this machine. */
  static String url(String host, int port) {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String name = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + port;
  }

  String text() {
    return String.join(
        System.lineSeparator(),
        "",
        "  Flagpost is ready (demo mode, data in " + data + ")",
        "",
        "  Public API     " + api + "/api/v1/send-telemetry-data",
        "  Documentation  " + api + "/docs",
        "  Health         " + admin + "/health/ready",
        "",
        "  Send a record:",
        "    " + DemoRecord.curlLine(api),
        "",
        "  Ctrl-C stops everything.",
        "");
  }
}
