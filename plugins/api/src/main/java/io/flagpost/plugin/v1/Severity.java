package io.flagpost.plugin.v1;

/** The severity of a flag. It orders an analyst's work; every severity is a red flag. */
public enum Severity {
  /** Worth knowing; often has an honest explanation. */
  LOW,
  /** Rarely honest. */
  MEDIUM,
  /** Reveals a pirated copy. */
  HIGH
}
