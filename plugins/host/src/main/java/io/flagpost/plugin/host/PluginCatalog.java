package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The checks of the plugins that run. */
final class PluginCatalog implements CheckCatalog {
  private final List<Member> members;
  private final List<CheckInfo> checks;
  private final int places;
  private final String id;
  private final Duration deadline;
  private final Timer timer;
  private final Deadlines deadlines;

  PluginCatalog(
      List<CheckInfo> hostChecks,
      List<Member> members,
      Duration deadline,
      Timer timer,
      Deadlines deadlines) {
    this.members = List.copyOf(members);
    List<CheckInfo> all = new ArrayList<>(hostChecks);
    members.forEach(member -> member.checks().forEach(check -> all.add(check.info())));
    this.checks = List.copyOf(all);
    this.places = all.size() - hostChecks.size();
    this.id = idOf(checks);
    this.deadline = deadline;
    this.timer = timer;
    this.deadlines = deadlines;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<CheckInfo> checks() {
    return checks;
  }

  @Override
  public CompletionStage<CatalogResult> check(Telemetry telemetry, Lookups lookups) {
    if (members.isEmpty()) {
      return CompletableFuture.completedStage(CatalogResult.CLEAR);
    }
    Round round =
        new Round(
            telemetry,
            lookups,
            timer.instant().plus(deadline),
            timer.nanoTime() + deadline.toNanos(),
            members,
            places);
    CompletionStage<CatalogResult> result = round.start();
    if (!round.isOver()) {
      deadlines.watch(round);
    }
    return result;
  }

  private static String idOf(List<CheckInfo> checks) {
    StringBuilder text = new StringBuilder();
    checks.forEach(
        check -> text.append(check.id()).append('@').append(check.version()).append('\n'));
    byte[] hash = Sha256.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  /**
   * A plugin's part in the catalog.
   *
   * @param lane where it runs
   * @param checks its checks
   * @param firstPlace the place of its first check among all plugins' checks
   */
  record Member(PluginLane lane, List<HostedCheck> checks, int firstPlace) {
    Member {
      checks = List.copyOf(checks);
    }
  }
}
