package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.verdicts.RecheckProgress;
import io.flagpost.verdicts.RecheckReport;
import io.flagpost.verdicts.ShadowReport;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes reports for the admin API. */
final class VerdictJson {
  private VerdictJson() {}

  static ObjectNode of(ShadowReport report) {
    ObjectNode json =
        object()
            .put("plugin_id", report.pluginId())
            .put("flagged", report.flagged())
            .put("otherwise_clean", report.otherwiseClean())
            .put("pending", report.pending());
    ObjectNode byCode = json.putObject("by_code");
    report.perCode().forEach(byCode::put);
    ArrayNode examples = json.putArray("examples");
    for (ShadowReport.Example example : report.examples()) {
      ObjectNode shown = record(example.recordId(), example.id(), example.eventId());
      codes(shown, "codes", example.codes());
      examples.add(shown.put("otherwise_clean", example.otherwiseClean()));
    }
    return json;
  }

  static ObjectNode of(RecheckProgress progress) {
    return object()
        .put("records", progress.records())
        .put("reached", progress.reached() == null ? null : progress.reached().toString());
  }

  static ObjectNode of(RecheckReport report) {
    ObjectNode json =
        object()
            .put("plugin", report.pluginId())
            .put("version", report.pluginVersion())
            .put("dry_run", report.dryRun())
            .put("ending", report.ending().name().toLowerCase(Locale.ROOT))
            .put("records", report.records())
            .put("newly_flagged", report.newlyFlagged())
            .put("no_longer_flagged", report.noLongerFlagged())
            .put("otherwise_changed", report.otherwiseChanged())
            .put("unchanged", report.unchanged())
            .put("pending", report.pending());
    ArrayNode examples = json.putArray("examples");
    for (List<RecheckReport.Example> some :
        List.of(report.newly(), report.noLonger(), report.otherwise())) {
      for (RecheckReport.Example example : some) {
        ObjectNode shown = record(example.recordId(), example.id(), example.eventId());
        codes(shown, "before", example.before());
        codes(shown, "after", example.after());
        examples.add(shown);
      }
    }
    return json;
  }

  private static ObjectNode record(UUID recordId, long id, @Nullable UUID eventId) {
    return object()
        .put("record_id", recordId.toString())
        .put("id", id)
        .put("event_id", eventId == null ? null : eventId.toString());
  }

  private static void codes(ObjectNode json, String name, List<String> codes) {
    ArrayNode array = json.putArray(name);
    codes.forEach(array::add);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
