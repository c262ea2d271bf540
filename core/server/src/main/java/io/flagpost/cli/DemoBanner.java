package io.flagpost.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The message that the demo prints once it accepts records.
 *
 * @param api the URL of the public listener
 * @param trust the certificate that a client has to trust; empty if none
 * @param admin the URL of the admin listener
 * @param data its data folder
 * @param generated whether there are generated records, or will be soon
 */
record DemoBanner(String api, Optional<Path> trust, String admin, Path data, boolean generated) {
  private static final String RECORDS =
      "  Records        90 days of a made-up vendor, generated at the first start: see the log";

  /** The address of a listener for clients on this machine. */
  static String url(String host, int port, boolean tls) {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    String name = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + name + ":" + port;
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
        generated ? RECORDS : "  Records        only those that you send",
        "",
        "  Send a record:",
        "    "
            + DemoRecord.curlLine(trust.map(file -> "--cacert '" + file + "' ").orElse("") + api),
        "",
        "  Ctrl-C stops everything.",
        "");
  }
}
