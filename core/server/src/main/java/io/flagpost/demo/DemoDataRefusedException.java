package io.flagpost.demo;

/** Records are generated only into the empty database of a demo; this is another one. */
public final class DemoDataRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoDataRefusedException(String message) {
    super(message, null, false, false);
  }
}
