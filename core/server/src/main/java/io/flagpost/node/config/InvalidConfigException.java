package io.flagpost.node.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is invalid; reports all problems at once. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  InvalidConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream()
            .map(problem -> "  " + problem)
            .collect(Collectors.joining("\n", "The configuration has problems:\n", "")));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order in which they were found. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
