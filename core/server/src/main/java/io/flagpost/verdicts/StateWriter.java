package io.flagpost.verdicts;

import io.flagpost.plugin.host.Folding;
import io.flagpost.verdicts.FoldStateTable.Kept;
import io.flagpost.verdicts.FoldStateTable.Place;
import io.flagpost.verdicts.FoldStates.Entry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes the states of a fold to the database, some at a time. On one context. */
final class StateWriter {
  private final JobContext work;
  private final Folding folding;
  private final FoldSettings settings;
  private final FoldStates states;

  /** Writes in a transaction, if this node may. */
  interface Writing {
    Future<Void> write(Function<SqlConnection, Future<Void>> work);
  }

  /**
   * States that can be written, and those that cannot be kept.
   *
   * @param all both
   * @param kept as they are to be written
   * @param unkept they begin again
   */
  record Encoded(List<Entry> all, List<Kept> kept, List<Entry> unkept) {}

  StateWriter(JobContext work, Folding folding, FoldSettings settings, FoldStates states) {
    this.work = work;
    this.folding = folding;
    this.settings = settings;
    this.states = states;
  }

  /**
   * Writes the states of some shards that are not written as they are.
   *
   * @param parts writes some of them
   * @param last writes what is left then
   */
  Future<Void> write(Set<Integer> shards, Writing parts, Writing last) {
    return write(states.dirtyOf(shards), parts, last);
  }

  private Future<Void> write(List<Entry> dirty, Writing parts, Writing last) {
    int most = settings.mostAtOnce();
    return dirty.size() <= most
        ? write(dirty, last)
        : write(dirty.subList(0, most), parts)
            .compose(v -> write(dirty.subList(most, dirty.size()), parts, last));
  }

  private Future<Void> write(List<Entry> some, Writing writing) {
    return encode(some)
        .compose(
            encoded ->
                writing
                    .write(connection -> write(connection, encoded))
                    .onSuccess(
                        v -> {
                          states.written(encoded.all());
                          states.drop(encoded.unkept());
                        }));
  }

  private Future<Void> write(SqlConnection connection, Encoded encoded) {
    List<Place> unkept = encoded.unkept().stream().map(states::place).toList();
    return FoldStateTable.write(connection, encoded.kept())
        .compose(v -> FoldStateTable.delete(connection, unkept));
  }

  /** Leaves states to the database, if there are too many: those that were used the longest ago. */
  Future<Void> evict(Set<Integer> shards, Writing writing) {
    if (states.size() <= settings.mostStates()) {
      return Future.succeededFuture();
    }
    List<Entry> eldest = states.eldestOf(shards, settings.mostAtOnce());
    if (eldest.isEmpty()) {
      return Future.succeededFuture();
    }
    return write(eldest.stream().filter(Entry::isDirty).toList(), writing)
        .onSuccess(v -> states.drop(eldest))
        .compose(v -> evict(shards, writing));
  }

  /**
   * Writes the state of a key that was made elsewhere in the place of the one that is there.
   *
   * @param made the state; of no record if none is left
   */
  Future<Void> replace(Entry made, Writing writing) {
    Future<Encoded> encoded =
        made.lastId() == 0
            ? Future.succeededFuture(new Encoded(List.of(), List.of(), List.of()))
            : encode(List.of(made));
    return encoded
        .compose(
            one ->
                writing.write(
                    connection ->
                        FoldStateTable.delete(connection, List.of(states.place(made)))
                            .compose(v -> FoldStateTable.write(connection, one.kept()))))
        .onSuccess(v -> states.forget(made.key()));
  }

  /** As these states are to be kept; fails if the plugin is not asked now. */
  private Future<Encoded> encode(List<Entry> entries) {
    return Future.fromCompletionStage(
            folding.encode(
                entries.stream().map(Entry::state).toList(), work.settings().checkLimit()),
            work.context())
        .map(
            bytes -> {
              if (bytes.size() < entries.size()) {
                throw new NotAskedException();
              }
              List<Kept> kept = new ArrayList<>();
              List<Entry> unkept = new ArrayList<>();
              for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                bytes
                    .get(i)
                    .ifPresentOrElse(
                        encoded -> kept.add(states.kept(entry, Buffer.buffer(encoded))),
                        () -> unkept.add(entry));
              }
              return new Encoded(entries, kept, unkept);
            });
  }
}
