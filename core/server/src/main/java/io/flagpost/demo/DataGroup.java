package io.flagpost.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagpost.wire.TelemetryFieldNames;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Something that a product measures.
 *
 * @param name its data group
 * @param weight how often it is sent, compared with the product's others
 * @param sample writes a value with its type
 */
record DataGroup(String name, double weight, Sample sample) {

  /** Writes what was measured. */
  interface Sample {
    void write(JsonGenerator json, SplittableRandom random) throws IOException;
  }

  /** Durations and sizes: half of them below the median, and a long tail above. */
  static DataGroup logNormal(String name, double weight, double median, double spread) {
    return single(name, weight, r -> median * Math.exp(spread * r.nextGaussian()));
  }

  /** Shares in percent, around a mean. */
  static DataGroup percent(String name, double weight, double mean, double deviation) {
    return single(
        name, weight, r -> Math.max(0, Math.min(100, mean + deviation * r.nextGaussian())));
  }

  /** One of some texts, the first ones more often. */
  static DataGroup text(String name, double weight, List<String> texts) {
    return new DataGroup(
        name,
        weight,
        (json, random) -> {
          double skewed = random.nextDouble() * random.nextDouble();
          json.writeStringField(TelemetryFieldNames.DATA_TYPE, "text");
          json.writeStringField(
              TelemetryFieldNames.TEXT_DATA, texts.get((int) (skewed * texts.size())));
        });
  }

  /** Two numbers that go together: the second is about a multiple of the first. */
  static DataGroup pair(String name, double weight, double median, double spread, double factor) {
    return new DataGroup(
        name,
        weight,
        (json, random) -> {
          double x = median * Math.exp(spread * random.nextGaussian());
          double y = factor * x * Math.exp(spread / 3 * random.nextGaussian());
          json.writeStringField(TelemetryFieldNames.DATA_TYPE, "numeric-xy-axis");
          number(json, TelemetryFieldNames.NUMERIC_DATA_X, x);
          number(json, TelemetryFieldNames.NUMERIC_DATA_Y, y);
        });
  }

  /** Draws a number. */
  private interface Draw {
    double next(SplittableRandom random);
  }

  private static DataGroup single(String name, double weight, Draw draw) {
    return new DataGroup(
        name,
        weight,
        (json, random) -> {
          json.writeStringField(TelemetryFieldNames.DATA_TYPE, "numeric-single-value");
          number(json, TelemetryFieldNames.NUMERIC_DATA_SINGLE_VALUE, draw.next(random));
        });
  }

  /** With two decimals, as programs print it. */
  private static void number(JsonGenerator json, String field, double value) throws IOException {
    long hundredths = Math.round(value * 100);
    long rest = hundredths % 100;
    json.writeFieldName(field);
    json.writeNumber(hundredths / 100 + (rest < 10 ? ".0" : ".") + rest);
  }
}
