package io.flagpost.plugin.testkit;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Input;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one fold remembers of a stream of records: a state for each key. Not thread-safe. */
final class FoldMemory {
  private final Folding folding;
  private final Duration lateness;
  private final Map<FoldKey, Entry> entries = new HashMap<>();
  private final Set<Entry> changed = new LinkedHashSet<>();

  private static final class Entry {
    FoldState state = FoldState.begin();
  }

  FoldMemory(Folding folding, Duration lateness) {
    this.folding = folding;
    this.lateness = lateness;
  }

  Folding folding() {
    return folding;
  }

  /** The keys of records; empty for those that are not folded. */
  List<Optional<FoldKey>> keys(List<Telemetry> records) {
    return keys(records, subKeys(records));
  }

  private List<Optional<FoldKey>> keys(List<Telemetry> records, List<Optional<String>> subKeys) {
    List<Optional<FoldKey>> keys = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      Telemetry record = records.get(i);
      Optional<String> subKey = i < subKeys.size() ? subKeys.get(i) : Optional.empty();
      keys.add(subKey.flatMap(sub -> FoldKey.of(folding.traits().routingKey(), record, sub)));
    }
    return keys;
  }

  /** Fewer than the records if the plugin is not asked about the rest. */
  private List<Optional<String>> subKeys(List<Telemetry> records) {
    return folding
        .subKeys(records.stream().map(this::seen).toList(), LoadedPlugin.PATIENCE)
        .toCompletableFuture()
        .join();
  }

  /** Folds records in, in this order: one output for each. */
  List<Output> fold(List<Telemetry> records) {
    return fold(records, false);
  }

  /** What would come of a record, which is not folded in. */
  Output holdAgainst(Telemetry record) {
    return fold(List.of(record), true).get(0);
  }

  private List<Output> fold(List<Telemetry> records, boolean heldOnly) {
    List<Optional<String>> subKeys = subKeys(records);
    List<Optional<FoldKey>> keys = keys(records, subKeys);
    List<Entry> handed = new ArrayList<>();
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      if (keys.get(i).isPresent()) {
        Entry entry = entries.computeIfAbsent(keys.get(i).get(), any -> new Entry());
        handed.add(entry);
        inputs.add(new Input(seen(records.get(i)), entry.state, lateness, heldOnly));
      }
    }
    List<Output> answers = folding.fold(inputs, LoadedPlugin.PATIENCE).toCompletableFuture().join();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).folded()) {
        changed.add(handed.get(i));
      }
    }
    return spread(answers, keys, subKeys.size());
  }

  /** An output for each record: the fold has nothing to say about those that are none of its. */
  private static List<Output> spread(
      List<Output> answers, List<Optional<FoldKey>> keys, int asked) {
    List<Output> outputs = new ArrayList<>(keys.size());
    int next = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).isEmpty()) {
        outputs.add(i < asked ? Output.CLEAR : Output.PENDING);
      } else {
        outputs.add(next < answers.size() ? answers.get(next) : Output.PENDING);
        next++;
      }
    }
    return outputs;
  }

  /** Decides about a finding. */
  CatalogResult judge(FoldFinding finding, Telemetry record, Lookups lookups) {
    return folding
        .judge(finding, seen(record), lookups, LoadedPlugin.PATIENCE)
        .toCompletableFuture()
        .join();
  }

  /** The time of a key that was folded. */
  Instant clock(FoldKey key) {
    Entry entry = entries.get(key);
    return entry == null ? Instant.MIN : entry.state.clock();
  }

  /** The state of a key as bytes. */
  ByteBuffer state(FoldKey key) {
    Entry entry = entries.computeIfAbsent(key, any -> new Entry());
    return ByteBuffer.wrap(encode(List.of(entry.state)).get(0));
  }

  /** The states as bytes. */
  Map<FoldKey, ByteBuffer> states() {
    List<FoldKey> keys = List.copyOf(entries.keySet());
    List<byte[]> encoded =
        encode(keys.stream().map(key -> entries.get(key)).map(entry -> entry.state).toList());
    Map<FoldKey, ByteBuffer> states = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      states.put(keys.get(i), ByteBuffer.wrap(encoded.get(i)));
    }
    return states;
  }

  /** Goes on with the states as they are read back, after a restart for example. */
  void reread() {
    List<Entry> written = List.copyOf(changed);
    List<byte[]> encoded = encode(written.stream().map(entry -> entry.state).toList());
    for (int i = 0; i < written.size(); i++) {
      Entry entry = written.get(i);
      entry.state = FoldState.of(encoded.get(i), entry.state.clock());
    }
    changed.clear();
  }

  private List<byte[]> encode(Collection<FoldState> states) {
    List<Optional<byte[]>> encoded =
        folding.encode(List.copyOf(states), LoadedPlugin.PATIENCE).toCompletableFuture().join();
    List<byte[]> all = encoded.stream().flatMap(Optional::stream).toList();
    if (all.size() < states.size()) {
      throw new IllegalStateException(
          (states.size() - all.size())
              + " states of "
              + folding.check().id()
              + " cannot be kept: encode or decode fails, or gives more than "
              + FoldCheck.MAX_STATE_BYTES
              + " bytes");
    }
    return all;
  }

  private Telemetry seen(Telemetry record) {
    return folding.traits().readsData() ? record : RecordCopy.withoutData(record);
  }
}
