package io.flagpost.verdicts;

import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Input;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.FoldStates.Entry;
import io.flagpost.verdicts.StateWriter.Writing;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fold over stored records, in the order of their ids, and its states: finds, and decides about
 * what it found. Where verdicts and states go is its owner's matter. On one context.
 *
 * <p>A state says which record it has seen last. So it may be written at any time, and what is read
 * again after a crash is left out of those that are ahead.
 */
final class FoldPass {
  private static final Logger LOG = LoggerFactory.getLogger(FoldPass.class);

  /** Never changes: a key stays in its shard. */
  static final int SHARDS = 8;

  /** How many records a plugin is asked about at once: no more than its queue has by far. */
  private static final int MOST_ASKED = 256;

  static final Set<Integer> ALL_SHARDS =
      IntStream.range(0, SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

  private final JobContext work;
  private final Folding folding;
  private final FoldSettings settings;
  private final String name;
  private final FoldStates states;
  private final StateWriter writer;
  private final KeyRefold refold;

  /** A record that this fold takes, and its key. */
  private record Taken(StoredRecord record, FoldKey key, int shard) {}

  /** A record that was handed over, and its state. */
  private record Handed(Taken taken, Entry entry, Input input) {
    StoredRecord record() {
      return taken.record();
    }
  }

  /** A record, and what its step gave. */
  private record Finding(StoredRecord record, Output output) {}

  /**
   * A record in which something was found.
   *
   * @param record the record
   * @param judged what the check says about it; empty if it failed to fold the record
   */
  record Found(StoredRecord record, Optional<Judged> judged) {}

  /**
   * How far it came.
   *
   * @param upTo the id up to which
   * @param found the records in which something was found
   */
  record Passed(long upTo, List<Found> found) {
    /** Both: as far as both of them came. */
    Passed and(Passed other) {
      List<Found> all =
          Stream.concat(found.stream(), other.found.stream())
              .sorted(Comparator.comparingLong(one -> one.record().id()))
              .toList();
      return new Passed(Math.min(upTo, other.upTo), all);
    }
  }

  /**
   * @param name of its states in the database
   */
  FoldPass(JobContext work, Folding folding, FoldSettings settings, String name) {
    this.work = work;
    this.folding = folding;
    this.settings = settings;
    this.name = name;
    this.states = new FoldStates(work.database().pool(), name);
    this.writer = new StateWriter(work, folding, settings, states);
    this.refold =
        new KeyRefold(
            work.database().records(),
            folding.traits(),
            states,
            page -> passSilently(ALL_SHARDS, page));
  }

  /**
   * Folds records.
   *
   * @param shards what is in others is left out
   * @param records in the order of their ids
   * @param upTo the id up to which these are all
   * @param judged whether what is found in a record is decided about
   */
  Future<Passed> pass(
      Set<Integer> shards, List<StoredRecord> records, long upTo, Predicate<StoredRecord> judged) {
    List<StoredRecord> mine =
        records.stream().filter(record -> shards.contains(shardOf(record))).toList();
    if (mine.isEmpty()) {
      return Future.succeededFuture(new Passed(upTo, List.of()));
    }
    List<Telemetry> seen = mine.stream().map(StoredRecord::telemetry).toList();
    return Future.fromCompletionStage(folding.subKeys(seen, limit()), work.context())
        .compose(
            subKeys -> {
              List<Taken> taken = take(mine, subKeys);
              Map<FoldKey, Integer> keys = new LinkedHashMap<>();
              taken.forEach(one -> keys.put(one.key(), one.shard()));
              long reached =
                  subKeys.size() == mine.size() ? upTo : mine.get(subKeys.size()).id() - 1;
              return states.load(keys).compose(loaded -> fold(taken, reached, judged));
            });
  }

  /** Folds all of a page, and judges nothing; fails if the plugin is not asked about some now. */
  Future<Void> passSilently(Set<Integer> shards, StoredPage page) {
    return pass(shards, page.records(), page.upTo(), record -> false)
        .compose(
            passed ->
                passed.upTo() < page.upTo()
                    ? Future.failedFuture(new NotAskedException())
                    : Future.succeededFuture());
  }

  /** Of a record without the field no shard there is. */
  private int shardOf(StoredRecord record) {
    Long hash = record.routing().of(folding.traits().routingKey());
    return hash == null ? -1 : shardOf(hash);
  }

  /** The shard of a key, by the hash of its field. */
  static int shardOf(long hash) {
    return Math.floorMod(hash, SHARDS);
  }

  private List<Taken> take(List<StoredRecord> mine, List<Optional<String>> subKeys) {
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < subKeys.size(); i++) {
      StoredRecord record = mine.get(i);
      subKeys
          .get(i)
          .flatMap(sub -> FoldKey.of(folding.traits().routingKey(), record.telemetry(), sub))
          .ifPresent(key -> taken.add(new Taken(record, key, shardOf(record))));
    }
    return taken;
  }

  private Future<Passed> fold(List<Taken> taken, long upTo, Predicate<StoredRecord> judged) {
    List<Handed> handed = hand(taken);
    return Future.fromCompletionStage(
            folding.fold(handed.stream().map(Handed::input).toList(), limit()), work.context())
        .compose(
            outputs -> {
              List<Finding> found = new ArrayList<>();
              Map<Entry, List<Taken>> damaged = new LinkedHashMap<>();
              for (int i = 0; i < outputs.size(); i++) {
                Handed one = handed.get(i);
                if (outputs.get(i).damaged()) {
                  damaged.computeIfAbsent(one.entry(), e -> new ArrayList<>()).add(one.taken());
                } else {
                  note(one, outputs.get(i));
                  if (judged.test(one.record()) && !isClear(outputs.get(i))) {
                    found.add(new Finding(one.record(), outputs.get(i)));
                  }
                }
              }
              long reached =
                  outputs.size() == handed.size()
                      ? upTo
                      : handed.get(outputs.size()).record().id() - 1;
              return judge(found)
                  .map(all -> new Passed(reached, all))
                  .compose(passed -> foldAgain(damaged, judged, passed));
            });
  }

  /** Makes damaged states again, and folds the records that came to them. */
  private Future<Passed> foldAgain(
      Map<Entry, List<Taken>> damaged, Predicate<StoredRecord> judged, Passed others) {
    if (damaged.isEmpty()) {
      return Future.succeededFuture(others);
    }
    LOG.warn(
        "{}: {} states cannot be decoded, and are made again out of the records of their window",
        name,
        damaged.size());
    Future<Void> made = Future.succeededFuture();
    for (Map.Entry<Entry, List<Taken>> one : damaged.entrySet()) {
      Telemetry sample = one.getValue().get(0).record().telemetry();
      made = made.compose(v -> refold.refold(one.getKey(), sample));
    }
    List<Taken> again =
        damaged.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(taken -> taken.record().id()))
            .toList();
    return made.compose(v -> fold(again, others.upTo(), judged)).map(others::and);
  }

  /** Every record with its state; but not what the state has seen. */
  private List<Handed> hand(List<Taken> taken) {
    List<Handed> handed = new ArrayList<>();
    for (Taken one : taken) {
      Entry entry = states.get(one.key());
      if (!entry.has(one.record().id())) {
        handed.add(
            new Handed(
                one,
                entry,
                Input.of(one.record().telemetry(), entry.state(), settings.lateness())));
      }
    }
    return handed;
  }

  private void note(Handed handed, Output output) {
    states.folded(handed.entry(), handed.record().id(), output.folded());
  }

  private static boolean isClear(Output output) {
    return !output.pending() && output.findings().isEmpty();
  }

  /** Some at a time: a plugin is not asked about more than there is room for in its queue. */
  private Future<List<Found>> judge(List<Finding> found) {
    List<Found> judged = new ArrayList<>(found.size());
    Future<Void> done = Future.succeededFuture();
    for (int from = 0; from < found.size(); from += MOST_ASKED) {
      List<Finding> some = found.subList(from, Math.min(from + MOST_ASKED, found.size()));
      done =
          done.compose(v -> Future.all(some.stream().map(this::judge).toList()))
              .onSuccess(all -> judged.addAll(all.list()))
              .mapEmpty();
    }
    return done.map(judged);
  }

  private Future<Found> judge(Finding found) {
    return found.output().pending()
        ? Future.succeededFuture(new Found(found.record(), Optional.empty()))
        : work.checks()
            .judge(folding, found.record(), found.output().findings())
            .map(judged -> new Found(found.record(), Optional.of(judged)));
  }

  /** How many states are not written as they are. */
  int dirty() {
    return states.dirty();
  }

  /**
   * Writes the states of some shards that are not written as they are.
   *
   * @param parts writes some of them
   * @param last writes what is left then
   */
  Future<Void> write(Set<Integer> shards, Writing parts, Writing last) {
    return writer.write(shards, parts, last);
  }

  /** Leaves states to the database, if there are too many: those that were used the longest ago. */
  Future<Void> evict(Set<Integer> shards, Writing writing) {
    return writer.evict(shards, writing);
  }

  /**
   * Puts the state of a key that another pass has made in the place of the one that is here.
   *
   * @param other has folded all records of the key that this one has
   */
  Future<Void> replace(FoldKey key, int shard, FoldPass other, Writing writing) {
    return other
        .states
        .load(Map.of(key, shard))
        .compose(v -> writer.replace(other.states.get(key), writing));
  }

  /** From now on the states of a shard are those of a generation. */
  void own(int shard, long generation) {
    states.own(shard, generation);
  }

  /** Deletes the written states of some shards. */
  Future<Void> clear(SqlClient client, Set<Integer> shards) {
    return FoldStateTable.clear(
        client, shards.stream().collect(Collectors.toMap(Function.identity(), states::name)));
  }

  /** Drops the states of some shards, written or not. */
  void forget(Set<Integer> shards) {
    states.forget(shards);
  }

  private Duration limit() {
    return work.settings().checkLimit();
  }
}
