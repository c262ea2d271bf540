package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.plugin.v1.UndecidedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A catalog of checks that are functions. Like the host it never fails: a check that does, and one
 * that it does not have, is pending. Published anew by {@link #with}.
 */
final class ScriptedCatalog implements CheckCatalog {

  /** What a check does. */
  interface Script {
    CompletionStage<List<Flag>> check(Telemetry telemetry, History history);
  }

  /** A question that was put to a check. */
  record Asked(String checkId, Telemetry telemetry) {}

  private final Map<CheckInfo, Script> scripts;

  /** What was asked of this catalog and those that it was made from. */
  final Queue<Asked> asked;

  private final List<Folding> folds;

  private ScriptedCatalog(Map<CheckInfo, Script> scripts, List<Folding> folds, Queue<Asked> asked) {
    this.scripts = scripts;
    this.folds = folds;
    this.asked = asked;
  }

  static ScriptedCatalog empty() {
    return new ScriptedCatalog(new LinkedHashMap<>(), List.of(), new ConcurrentLinkedQueue<>());
  }

  static CheckInfo live(String id) {
    return new CheckInfo(id, "1.0.0", id.replaceFirst("/.*", ""), Phase.AFTER_STORE, false);
  }

  static CheckInfo receipt(String id) {
    return new CheckInfo(id, "1.0.0", id.replaceFirst("/.*", ""), Phase.RECEIPT, false);
  }

  static CheckInfo shadow(String id) {
    return new CheckInfo(id, "1.0.0", id.replaceFirst("/.*", ""), Phase.RECEIPT, true);
  }

  /** The flag that scripts raise. */
  static List<Flag> flag(String code) {
    return List.of(Flag.of(code, Severity.HIGH, "Because of " + code + ".").with("k", "v"));
  }

  static CompletionStage<List<Flag>> answer(List<Flag> flags) {
    return CompletableFuture.completedStage(flags);
  }

  static CompletionStage<List<Flag>> noAnswer() {
    return CompletableFuture.failedStage(new IllegalStateException("cannot tell"));
  }

  /** Says itself that it cannot tell. */
  static CompletionStage<List<Flag>> undecided(Duration askAgainIn) {
    return CompletableFuture.failedStage(new UndecidedException("down", askAgainIn));
  }

  /** Flags records of these data groups. */
  static Script flagging(String code, String... groups) {
    return (telemetry, history) ->
        answer(List.of(groups).contains(telemetry.dataGroup().orElse("")) ? flag(code) : List.of());
  }

  /** This catalog with one more check, or with another script for one. */
  ScriptedCatalog with(CheckInfo check, Script script) {
    Map<CheckInfo, Script> more = new LinkedHashMap<>(scripts);
    more.put(check, script);
    return new ScriptedCatalog(more, folds, asked);
  }

  /** This catalog with one more fold, or with another one for its check. */
  ScriptedCatalog with(Folding fold) {
    List<Folding> more = new ArrayList<>(folds);
    more.removeIf(one -> one.check().id().equals(fold.check().id()));
    more.add(fold);
    return new ScriptedCatalog(scripts, more, asked);
  }

  /** How often a check was asked. */
  long timesAsked(String checkId) {
    return asked.stream().filter(one -> one.checkId().equals(checkId)).count();
  }

  @Override
  public String id() {
    return "catalog-1";
  }

  @Override
  public List<CheckInfo> checks() {
    return pluginChecks().stream().filter(CheckInfo::runsAtReceipt).toList();
  }

  @Override
  public List<CheckInfo> pluginChecks() {
    List<CheckInfo> checks = new ArrayList<>(scripts.keySet());
    folds.forEach(fold -> checks.add(fold.check()));
    return checks;
  }

  @Override
  public List<CompletionStage<CatalogResult>> check(List<Received> records) {
    throw new UnsupportedOperationException("nothing is received here");
  }

  @Override
  public Optional<Folding> folding(String checkId) {
    return folds.stream().filter(fold -> fold.check().id().equals(checkId)).findFirst();
  }

  @Override
  public CompletionStage<CatalogResult> checkStored(
      Collection<String> ids,
      Telemetry telemetry,
      Lookups lookups,
      History history,
      Duration limit) {
    CompletionStage<CatalogResult> result = CompletableFuture.completedStage(CatalogResult.CLEAR);
    List<String> missing = new ArrayList<>(ids);
    for (Map.Entry<CheckInfo, Script> entry : scripts.entrySet()) {
      String id = entry.getKey().id();
      if (missing.remove(id)) {
        asked.add(new Asked(id, telemetry));
        CompletionStage<CatalogResult> one =
            entry
                .getValue()
                .check(telemetry, history)
                .handle((flags, error) -> error == null ? found(id, flags) : without(id, error));
        result = result.thenCombine(one, ScriptedCatalog::join);
      }
    }
    return result.thenApply(known -> join(known, pending(missing)));
  }

  private static CatalogResult found(String checkId, List<Flag> flags) {
    return new CatalogResult(
        flags.stream().map(flag -> new Finding(flag.code(), checkId, flag)).toList(), List.of());
  }

  private static CatalogResult without(String id, Throwable error) {
    return error instanceof UndecidedException undecided
        ? new CatalogResult(List.of(), List.of(id), Map.of(id, undecided.askAgainIn()))
        : pending(List.of(id));
  }

  private static CatalogResult pending(List<String> ids) {
    return new CatalogResult(List.of(), ids);
  }

  private static CatalogResult join(CatalogResult a, CatalogResult b) {
    List<Finding> findings = new ArrayList<>(a.findings());
    findings.addAll(b.findings());
    List<String> pending = new ArrayList<>(a.pending());
    pending.addAll(b.pending());
    Map<String, Duration> undecided = new HashMap<>(a.undecided());
    undecided.putAll(b.undecided());
    return new CatalogResult(findings, pending, undecided);
  }
}
