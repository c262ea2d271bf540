package io.flagpost.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Whether this node takes records. Callable on any thread. */
public final class Health {
  private final AtomicBoolean open = new AtomicBoolean();
  private final List<BooleanSupplier> conditions = new CopyOnWriteArrayList<>();

  /** Adds something that must hold for the node to be ready; asked often, must not block. */
  public void require(BooleanSupplier condition) {
    conditions.add(condition);
  }

  /** The node has started, as far as {@code Gateway} is concerned. */
  public void accept() {
    open.set(true);
  }

  /** The node is about to stop. */
  public void refuse() {
    open.set(false);
  }

  /** Whether the node takes records now. */
  public boolean isAccepting() {
    return open.get() && conditions.stream().allMatch(BooleanSupplier::getAsBoolean);
  }
}
