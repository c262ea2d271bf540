package io.flagpost;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packages of the gateway and the arrows between them, from the top floor down: first between
 * neighbourhoods, then inside each. Whatever is not written here is not allowed.
 */
final class PackageMap {
  static final String ROOT = "io.flagpost.";

  /** What each neighbourhood may use; the plugin modules stand beside it. */
  static final Map<String, List<String>> NEIGHBOURHOODS = new LinkedHashMap<>();

  /** What each package may use of its own neighbourhood. */
  static final Map<String, List<String>> PACKAGES = new LinkedHashMap<>();

  static {
    neighbourhood("launch");
    neighbourhood(
        "cli",
        "node",
        "admin",
        "demo",
        "telemetry",
        "signing",
        "registry",
        "platform",
        "plugin.host",
        "wire");
    neighbourhood(
        "node",
        "admin",
        "demo",
        "verdicts",
        "statistics",
        "telemetry",
        "signing",
        "registry",
        "platform",
        "plugin.host",
        "wire");
    neighbourhood(
        "admin",
        "verdicts",
        "statistics",
        "telemetry",
        "signing",
        "registry",
        "platform",
        "plugin.host",
        "wire");
    neighbourhood("demo", "telemetry", "registry", "platform", "wire");
    neighbourhood("verdicts", "telemetry", "registry", "platform", "plugin.host", "plugin.v1");
    neighbourhood("statistics", "telemetry", "platform", "plugin.v1");
    neighbourhood(
        "telemetry", "signing", "registry", "platform", "plugin.host", "plugin.v1", "wire");
    neighbourhood("signing", "registry", "platform", "wire");
    neighbourhood("registry", "platform", "plugin.v1", "wire");
    neighbourhood("platform");
    neighbourhood("wire");

    room("launch");
    room("cli", "cli.admin", "cli.plugin", "cli.console");
    room("cli.admin", "cli.export", "cli.console");
    room("cli.export", "cli.console");
    room("cli.plugin", "cli.console");
    room("cli.console");

    room("node", "node.config");
    room("node.config");

    room("admin.records", "admin.api", "admin.audit", "admin.listing");
    room("admin.telemetry", "admin.api");
    room("admin.statistics", "admin.api", "admin.audit");
    room("admin.transfer", "admin.api", "admin.audit");
    room("admin.keys", "admin.api", "admin.audit", "admin.listing");
    room("admin.plugins", "admin.api", "admin.audit");
    room("admin.identity", "admin.api", "admin.audit", "admin.listing");
    room("admin.audit", "admin.api", "admin.listing");
    room("admin.listing", "admin.api");
    room("admin.api");

    room("demo");

    room("verdicts");

    room("statistics");

    room(
        "telemetry.http",
        "telemetry.ingest",
        "telemetry.query",
        "telemetry.store",
        "telemetry.record");
    room("telemetry.live", "telemetry.query", "telemetry.record");
    room("telemetry.followup", "telemetry.query", "telemetry.store", "telemetry.record");
    room("telemetry.query", "telemetry.ingest", "telemetry.store", "telemetry.record");
    room("telemetry.ingest", "telemetry.checks", "telemetry.store", "telemetry.record");
    room("telemetry.spool", "telemetry.store", "telemetry.record");
    room("telemetry.checks", "telemetry.record");
    room("telemetry.store", "telemetry.record");
    room("telemetry.record");

    room("signing.envelope", "signing");
    room("signing");

    room("registry");

    room(
        "platform.web",
        "platform.web.admission",
        "platform.web.connections",
        "platform.web.framing",
        "platform.web.closing",
        "platform.net");
    room(
        "platform.web.body",
        "platform.web.admission",
        "platform.web.framing",
        "platform.web.closing");
    room("platform.web.admission", "platform.web.connections");
    room(
        "platform.web.connections", "platform.web.framing", "platform.web.closing", "platform.net");
    room("platform.web.framing", "platform.web.closing");
    room("platform.web.closing");
    room("platform.web.content", "platform.hash");
    room("platform.tls", "platform.coding", "platform.files", "platform.hash");
    room("platform.snapshot", "platform.kek", "platform.files", "platform.ops");
    room("platform.kek", "platform.files");
    room("platform.database", "platform.hash");
    room("platform.bus");
    room("platform.coding");
    room("platform.files");
    room("platform.hash");
    room("platform.net");
    room("platform.openapi");
    room("platform.ops");
    room("platform.passwords");
    room("platform.refresh");
    room("platform.text");

    room("wire");
  }

  private PackageMap() {}

  private static void neighbourhood(String name, String... mayUse) {
    NEIGHBOURHOODS.put(name, List.of(mayUse));
  }

  private static void room(String name, String... mayUse) {
    PACKAGES.put(name, List.of(mayUse));
  }

  /** Everything that has a place here, the plugin modules included. */
  static Set<String> names() {
    Set<String> all = new LinkedHashSet<>(PACKAGES.keySet());
    all.addAll(NEIGHBOURHOODS.keySet());
    all.add("plugin.host");
    all.add("plugin.v1");
    return all;
  }

  /**
   * Packages, with all below them, as rules name them.
   *
   * @throws IllegalArgumentException if there is no such package: a rule about it would hold for
   *     nothing
   */
  static String[] in(String... packages) {
    return Arrays.stream(packages).map(PackageMap::pattern).toArray(String[]::new);
  }

  private static String pattern(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException("There is no package " + name);
    }
    return ROOT + name + "..";
  }

  /** The package of the gateway that a class is in, without what they have in common. */
  static String packageOf(String className) {
    String name = className.substring(ROOT.length());
    int end = name.lastIndexOf('.');
    return end < 0 ? "" : name.substring(0, end);
  }

  /** The neighbourhood, or plugin module, that a package is in. */
  static String neighbourhoodOf(String name) {
    String[] parts = name.split("\\.", 3);
    return parts[0].equals("plugin") ? parts[0] + "." + parts[1] : parts[0];
  }
}
