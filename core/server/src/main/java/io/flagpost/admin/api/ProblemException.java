package io.flagpost.admin.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Problem} to the one place that answers with it. Expected, so without a stack.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient @Nullable AccessRefusal refusal;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /**
   * @param refusal what is not answered, but logged and counted; null if there is nothing
   */
  public ProblemException(Problem problem, @Nullable AccessRefusal refusal) {
    super(problem.title() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
    this.refusal = refusal;
  }

  public Problem problem() {
    return problem;
  }

  /** Why somebody was refused; empty if that is not it, or nobody has said. */
  public Optional<AccessRefusal> refusal() {
    return Optional.ofNullable(refusal);
  }
}
