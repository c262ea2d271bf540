package io.flagpost.telemetry.ingest;

/** The contract's numbers: {@code [+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?}, ASCII digits. */
final class NumberSyntax {
  private final String text;
  private int at;

  private NumberSyntax(String text) {
    this.text = text;
  }

  /** Whether the whole text is a number. Nothing is computed, so that its size does not count. */
  static boolean isNumber(String text) {
    return new NumberSyntax(text).matches();
  }

  private boolean matches() {
    sign();
    int digits = digits();
    if (next('.')) {
      digits += digits();
    }
    if (digits == 0) {
      return false;
    }
    if (next('e') || next('E')) {
      sign();
      if (digits() == 0) {
        return false;
      }
    }
    return at == text.length();
  }

  private void sign() {
    if (!next('+')) {
      next('-');
    }
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private boolean next(char wanted) {
    if (at == text.length() || text.charAt(at) != wanted) {
      return false;
    }
    at++;
    return true;
  }
}
