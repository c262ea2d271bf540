package io.flagpost.admin.transfer;

import io.flagpost.admin.api.Problem;
import java.io.IOException;

/** Reading the content stops, whatever else it contains. Expected. */
final class RefusedContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedContentException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
