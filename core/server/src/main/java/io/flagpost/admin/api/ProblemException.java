package io.flagpost.admin.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Problem} to the one place that answers with it. Expected, so it has no stack
 * trace.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient @Nullable AccessRefusal refusal;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /**
   * @param refusal details for the log and the counters, which the answer does not contain; null if
   *     there are none
   */
  public ProblemException(Problem problem, @Nullable AccessRefusal refusal) {
    super(problem.title() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
    this.refusal = refusal;
  }

  public Problem problem() {
    return problem;
  }

  /** The refusal; empty if this is none, or it has no details. */
  public Optional<AccessRefusal> refusal() {
    return Optional.ofNullable(refusal);
  }
}
