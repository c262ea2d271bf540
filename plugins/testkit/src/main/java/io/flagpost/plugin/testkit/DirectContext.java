package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import java.time.Instant;
import java.util.Optional;

/** What a check is given that a test calls itself: without a deadline. */
final class DirectContext implements CheckContext {
  private final Lookups lookups;
  private final Optional<History> history;

  private DirectContext(Lookups lookups, Optional<History> history) {
    this.lookups = lookups;
    this.history = history;
  }

  /** For a fold, which has no history. */
  static DirectContext ofFold(Lookups lookups) {
    return new DirectContext(lookups, Optional.empty());
  }

  /** For a check that reads the history. */
  static DirectContext with(Lookups lookups, History history) {
    return new DirectContext(lookups, Optional.of(history));
  }

  @Override
  public Instant deadline() {
    return Instant.MAX;
  }

  @Override
  public Lookups lookups() {
    return lookups;
  }

  @Override
  public History history() {
    return history.orElseThrow(() -> new IllegalStateException("folds have no history"));
  }
}
