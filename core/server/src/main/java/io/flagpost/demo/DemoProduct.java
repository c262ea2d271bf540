package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A product of the made-up vendor.
 *
 * @param id its number
 * @param name its name
 * @param prefix what its license keys begin with
 * @param popularity its part of the licenses
 * @param releases its versions, the oldest first
 * @param groups what it measures
 */
record DemoProduct(
    long id,
    String name,
    String prefix,
    double popularity,
    List<Release> releases,
    List<DataGroup> groups) {
  /** Without those that look like others. */
  private static final String KEY_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

  static final DemoProduct DRAFTING =
      of(
          DemoData.DRAFTING,
          "FERN",
          0.5,
          List.of(-0.9, -0.25, 0.24, 0.66),
          List.of(
              DataGroup.logNormal("startup_ms", 3, 2_400, 0.45),
              DataGroup.logNormal("render_ms", 4, 840, 0.7),
              DataGroup.logNormal("document_kb", 2, 310, 1.3),
              DataGroup.pair("window_size", 1, 1_720, 0.25, 0.58),
              DataGroup.text(
                  "export_format", 2, List.of("pdf", "dxf", "svg", "png", "step", "stl"))));

  static final DemoProduct BACKUP =
      of(
          DemoData.BACKUP,
          "TARN",
          0.3,
          List.of(-0.6, 0.1, 0.52),
          List.of(
              DataGroup.logNormal("backup_seconds", 4, 420, 0.9),
              DataGroup.pair("copied_mb_and_seconds", 2, 5_200, 1.1, 0.021),
              DataGroup.percent("disk_full_percent", 2, 61, 17),
              DataGroup.text(
                  "result",
                  3,
                  List.of("complete", "complete", "partial", "cancelled", "disk full"))));

  static final DemoProduct AUDIO =
      of(
          DemoData.AUDIO,
          "PELL",
          0.2,
          List.of(-0.8, -0.1, 0.4, 0.78),
          List.of(
              DataGroup.percent("cpu_percent", 4, 34, 15),
              DataGroup.logNormal("latency_ms", 3, 11, 0.4),
              DataGroup.logNormal("session_minutes", 2, 47, 0.8),
              DataGroup.text(
                  "effect", 3, List.of("compressor", "reverb", "equalizer", "limiter", "delay"))));

  static final List<DemoProduct> ALL = List.of(DRAFTING, BACKUP, AUDIO);

  private static DemoProduct of(
      DemoData.Generated product,
      String prefix,
      double popularity,
      List<Double> releasedAt,
      List<DataGroup> groups) {
    List<String> versions = product.versions();
    return new DemoProduct(
        product.id(),
        product.name(),
        prefix,
        popularity,
        IntStream.range(0, versions.size())
            .mapToObj(i -> Release.of(product.name(), versions.get(i), releasedAt.get(i)))
            .toList(),
        groups);
  }

  /** One of what it measures. */
  DataGroup group(SplittableRandom random) {
    double all = groups.stream().mapToDouble(DataGroup::weight).sum();
    double place = random.nextDouble() * all;
    for (DataGroup group : groups) {
      place -= group.weight();
      if (place < 0) {
        return group;
      }
    }
    return groups.get(0);
  }

  /**
   * What a machine runs.
   *
   * @param lag how long after a release it takes it up, as the {@link Timeline} counts
   */
  Release installed(double progress, double lag) {
    Release installed = releases.get(0);
    for (Release release : releases) {
      if (release.at() + lag <= progress) {
        installed = release;
      }
    }
    return installed;
  }

  /** What is being made out of the newest version; nobody has released it. */
  Release next(String suffix) {
    return Release.of(name, releases.get(releases.size() - 1).version() + suffix, 0);
  }

  /** A license key as the vendor makes them. */
  String licenseKey(SplittableRandom random) {
    StringBuilder key = new StringBuilder(prefix);
    for (int part = 0; part < 4; part++) {
      key.append('-');
      for (int i = 0; i < 5; i++) {
        key.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
      }
    }
    return key.toString();
  }
}
