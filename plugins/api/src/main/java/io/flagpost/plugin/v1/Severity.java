package io.flagpost.plugin.v1;

/** How much a flag weighs. It orders an analyst's work; every severity makes a red flag. */
public enum Severity {
  /** Worth knowing; often has an honest explanation. */
  LOW,
  /** Rarely honest. */
  MEDIUM,
  /** Gives a pirated copy away. */
  HIGH
}
