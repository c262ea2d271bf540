package io.flagpost.plugin.host;

import io.flagpost.plugin.host.CheckRound.Purpose;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The checks of the running plugins. */
final class PluginCatalog implements CheckCatalog {
  private final List<Member> all;
  private final List<Member> atReceipt;
  private final List<CheckInfo> checks;
  private final List<CheckInfo> pluginChecks;
  private final String id;
  private final Duration deadline;
  private final Timer timer;
  private final Deadlines deadlines;

  /**
   * @param members all checks of each plugin, in the catalog's order
   */
  PluginCatalog(
      List<CheckInfo> hostChecks,
      List<Member> members,
      Duration deadline,
      Timer timer,
      Deadlines deadlines) {
    this.all = List.copyOf(members);
    this.atReceipt = choose(members, CheckInfo::runsAtReceipt);
    this.pluginChecks = infos(members).toList();
    this.checks = Stream.concat(hostChecks.stream(), infos(atReceipt)).toList();
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
  public List<CheckInfo> pluginChecks() {
    return pluginChecks;
  }

  @Override
  public List<CompletionStage<CatalogResult>> check(List<Received> records) {
    List<CheckRound> rounds =
        records.stream()
            .map(one -> round(atReceipt, one.telemetry(), received(one.lookups()), deadline))
            .toList();
    return start(rounds, atReceipt, deadline);
  }

  @Override
  public CompletionStage<CatalogResult> checkStored(
      Collection<String> asked,
      Telemetry telemetry,
      Lookups lookups,
      History history,
      Duration limit) {
    Set<String> ids = Set.copyOf(asked);
    List<String> missing = new ArrayList<>(asked);
    pluginChecks.forEach(check -> missing.remove(check.id()));
    List<Member> chosen = choose(all, check -> ids.contains(check.id()));
    CheckRound round =
        round(
            chosen, telemetry, new Purpose(true, lookups, history, Question.IS_IT_FLAGGED), limit);
    CompletionStage<CatalogResult> answer = start(List.of(round), chosen, limit).get(0);
    return missing.isEmpty() ? answer : answer.thenApply(result -> result.withPending(missing));
  }

  @Override
  public Optional<Folding> folding(String checkId) {
    List<Member> chosen = choose(all, check -> check.id().equals(checkId));
    return chosen.stream().findFirst().flatMap(member -> folding(member.checks().get(0), chosen));
  }

  private Optional<Folding> folding(HostedCheck check, List<Member> itself) {
    return check
        .info()
        .fold()
        .map(
            traits ->
                new HostedFolding(
                    check,
                    traits,
                    (telemetry, lookups, question, limit) ->
                        start(
                                List.of(
                                    round(
                                        itself,
                                        telemetry,
                                        new Purpose(true, lookups, null, question),
                                        limit)),
                                itself,
                                limit)
                            .get(0)));
  }

  private static Purpose received(Lookups lookups) {
    return new Purpose(false, lookups, null, Question.IS_IT_FLAGGED);
  }

  private CheckRound round(
      List<Member> members, Telemetry telemetry, Purpose purpose, Duration limit) {
    return new CheckRound(
        telemetry,
        purpose,
        timer.instant().plus(limit),
        timer.nanoTime() + limit.toNanos(),
        members);
  }

  /** Hands rounds over, to each lane in one go. */
  private List<CompletionStage<CatalogResult>> start(
      List<CheckRound> rounds, List<Member> members, Duration limit) {
    for (int i = 0; i < members.size(); i++) {
      int member = i;
      members.get(i).lane().submit(rounds.stream().map(round -> round.call(member)).toList());
    }
    for (CheckRound round : rounds) {
      if (!round.isOver()) {
        deadlines.watch(round, limit.toNanos());
      }
    }
    return rounds.stream().map(CheckRound::result).toList();
  }

  private static List<Member> choose(List<Member> members, Predicate<CheckInfo> wanted) {
    List<Member> chosen = new ArrayList<>();
    int slot = 0;
    for (Member member : members) {
      List<HostedCheck> checks =
          member.checks().stream().filter(check -> wanted.test(check.info())).toList();
      if (!checks.isEmpty()) {
        chosen.add(new Member(member.lane(), checks, slot));
        slot += checks.size();
      }
    }
    return List.copyOf(chosen);
  }

  private static Stream<CheckInfo> infos(List<Member> members) {
    return members.stream().flatMap(member -> member.checks().stream()).map(HostedCheck::info);
  }

  private static String idOf(List<CheckInfo> checks) {
    StringBuilder text = new StringBuilder();
    checks.forEach(
        check -> text.append(check.id()).append('@').append(check.version()).append('\n'));
    byte[] hash = FileDigest.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  /**
   * A plugin's part in the catalog.
   *
   * @param lane its lane
   * @param checks its checks
   * @param firstSlot the slot of its first check among those that run together
   */
  record Member(PluginLane lane, List<HostedCheck> checks, int firstSlot) {
    Member {
      checks = List.copyOf(checks);
    }
  }
}
