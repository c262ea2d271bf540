package io.flagpost.platform.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether this node takes records, and where to. Callable on any thread. */
public final class Health {
  private final AtomicBoolean open = new AtomicBoolean();
  private final List<BooleanSupplier> conditions = new CopyOnWriteArrayList<>();
  private final List<Supplier<String>> details = new CopyOnWriteArrayList<>();
  private volatile Storage storage = new Storage(() -> true, Spooling.NONE, () -> false);

  /** Where records go, and by what they are judged. */
  private record Storage(
      BooleanSupplier databaseAnswers, Spooling spool, BooleanSupplier referenceIsStale) {

    Readiness readiness() {
      boolean answers = databaseAnswers.getAsBoolean();
      if ((!answers || spool.isNeeded()) && !spool.takesRecords()) {
        return Readiness.NOT_ACCEPTING;
      }
      if (answers && !spool.isInUse()) {
        return Readiness.ACCEPTING;
      }
      return referenceIsStale.getAsBoolean() ? Readiness.STALE : Readiness.SPOOLING;
    }
  }

  /** Adds something that must hold for the node to be ready; asked often, must not block. */
  public void require(BooleanSupplier condition) {
    conditions.add(condition);
  }

  /**
   * Names what keeps the records. Asked often; must not block.
   *
   * @param databaseAnswers whether PostgreSQL is there
   * @param spool takes records while it is not
   * @param referenceIsStale whether the reference data could not be read anew for long
   */
  public void watch(
      BooleanSupplier databaseAnswers, Spooling spool, BooleanSupplier referenceIsStale) {
    storage = new Storage(databaseAnswers, spool, referenceIsStale);
  }

  /**
   * Adds something that keeps no record out, but that somebody should look at.
   *
   * @param detail says it in a sentence; empty while all is well. Asked often, must not block
   */
  public void note(Supplier<String> detail) {
    details.add(detail);
  }

  /** What somebody should look at, in sentences; empty if all is well. */
  public String detail() {
    return details.stream()
        .map(Supplier::get)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** The node listens, as far as {@code Gateway} is concerned. */
  public void accept() {
    open.set(true);
  }

  /** The node is about to stop. */
  public void refuse() {
    open.set(false);
  }

  /** What the node does with records now. */
  public Readiness readiness() {
    return open.get() && conditions.stream().allMatch(BooleanSupplier::getAsBoolean)
        ? storage.readiness()
        : Readiness.NOT_ACCEPTING;
  }

  /** Whether the node takes records now. */
  public boolean isAccepting() {
    return readiness() != Readiness.NOT_ACCEPTING;
  }

  /** Whether PostgreSQL is there. */
  public boolean isDatabaseThere() {
    return storage.databaseAnswers().getAsBoolean();
  }
}
