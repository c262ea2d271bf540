package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.ReferenceData;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateway's own red-flag rules, decided from the record and the reference data in memory. */
final class CoreRules {
  /** These rules in the catalog; the version changes when a rule does. */
  static final CheckInfo INFO = new CheckInfo("core", "1");

  private CoreRules() {}

  /** What the rules find, in the order of the wire contract. */
  static Result apply(
      TelemetryRecord record,
      ApiKey apiKey,
      ReferenceData data,
      boolean blockedSource,
      Map<String, List<String>> formatErrors) {
    List<RaisedFlag> flags = new ArrayList<>();
    if (!record.correctFormat()) {
      flags.add(
          flag(
              "incorrect_format",
              "low",
              "The record breaks a format rule.",
              byField(formatErrors)));
    }
    Long product = record.knownProductId();
    String productText = record.fields().productId();
    if (product == null && productText != null) {
      flags.add(
          flag(
              "unknown_product",
              "medium",
              "The record names a product that does not exist.",
              Map.of("product_id", productText)));
    }
    boolean versionExists = false;
    String version = record.fields().productVersion();
    if (product != null && version != null) {
      versionExists = data.hasVersion(product, version);
      if (!versionExists) {
        flags.add(
            flag(
                "unknown_product_version",
                "medium",
                "The product never had this version.",
                Map.of("product_id", product.toString(), "product_version", version)));
      }
    }
    if (product != null && !apiKey.covers(product)) {
      flags.add(
          flag(
              "product_out_of_scope",
              "medium",
              "The API key is limited to other products.",
              Map.of("product_id", product.toString())));
    }
    if (blockedSource) {
      flags.add(
          flag(
              "blocked_source",
              "high",
              "The address, the user or the activation is on the block list.",
              Map.of("client_address", record.clientAddress())));
    }
    return new Result(flags, product != null, versionExists);
  }

  /** Which field breaks which rule: what its sender is told, and what is searched by. */
  private static Map<String, String> byField(Map<String, List<String>> errors) {
    Map<String, String> messages = new LinkedHashMap<>();
    errors.forEach((field, reasons) -> messages.put(field, String.join(" ", reasons)));
    return messages;
  }

  private static RaisedFlag flag(
      String code, String severity, String explanation, Map<String, String> evidence) {
    return new RaisedFlag(code, INFO.id(), severity, explanation, evidence);
  }

  /** The flags that the rules raised, and whether product and version exist. */
  record Result(List<RaisedFlag> flags, boolean productExists, boolean versionExists) {}
}
