package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckCatalog.Received;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Where the records of one event loop meet the catalog: whatever the loop has received when it
 * comes to its tasks is asked about together, and whatever has been answered by then comes back
 * together.
 */
final class CheckDispatcher {
  private final Supplier<CheckCatalog> catalog;
  private final Batcher<Asked> questions;
  private final Batcher<Answered> answers;

  /**
   * What the plugins said.
   *
   * @param catalogId the catalog that was asked
   */
  record Answer(String catalogId, CatalogResult result) {}

  private record Asked(Received record, ContextInternal caller, Promise<Answer> promise) {
    void answer(Answer answer) {
      caller.emit(answer, promise::tryComplete);
    }

    void fail(Throwable cause) {
      caller.emit(cause, promise::tryFail);
    }
  }

  private record Answered(Asked asked, Answer answer) {}

  /**
   * @param loop the event loop
   * @param catalog the published catalog
   */
  CheckDispatcher(Executor loop, Supplier<CheckCatalog> catalog) {
    this.catalog = catalog;
    this.questions = new Batcher<>(loop, this::ask);
    this.answers =
        new Batcher<>(loop, several -> several.forEach(one -> one.asked().answer(one.answer())));
  }

  /**
   * Asks about one record; answered on the caller's context. Any thread. Fails only if the catalog
   * breaks its promise, or the machine does.
   */
  Future<Answer> ask(ContextInternal caller, Received record) {
    Promise<Answer> promise = Promise.promise();
    questions.add(new Asked(record, caller, promise));
    return promise.future();
  }

  private void ask(List<Asked> several) {
    try {
      handOver(several);
    } catch (Throwable e) { // whatever it is: somebody waits for each of them
      several.forEach(asked -> asked.fail(e));
    }
  }

  private void handOver(List<Asked> several) {
    CheckCatalog current = catalog.get();
    List<CompletionStage<CatalogResult>> results =
        current.check(several.stream().map(Asked::record).toList());
    for (int i = 0; i < several.size(); i++) {
      Asked asked = several.get(i);
      CompletionStage<Void> unused =
          results
              .get(i)
              .thenAccept(
                  result -> answers.add(new Answered(asked, new Answer(current.id(), result))));
    }
  }
}
