package io.flagpost.telemetry.spool;

import org.assertj.core.api.Condition;

/** What a spool's state may say. */
final class SpoolConditions {
  /** An operator has to act: something was damaged or refused, or nothing can be stored. */
  static final Condition<SpoolState> DEGRADED =
      new Condition<>(
          state ->
              !state.usable()
                  || state.refused() > 0
                  || state.unreadable() > 0
                  || state.damagedFolders() > 0,
          "degraded");

  private SpoolConditions() {}
}
