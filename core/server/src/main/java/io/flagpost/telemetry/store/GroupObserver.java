package io.flagpost.telemetry.store;

/** Hears of each group that the store has settled. */
@FunctionalInterface
public interface GroupObserver {

  /**
   * Called on the store's context; must not block.
   *
   * @param rows how many records were in it
   * @param nanos how long it took, whether it was committed or not
   */
  void settled(int rows, long nanos);
}
