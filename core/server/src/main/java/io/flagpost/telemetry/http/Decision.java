package io.flagpost.telemetry.http;

/** What is decided about a request at one step: it goes on, or here is its {@link Refusal}. */
sealed interface Decision permits Decision.GoOn, Refusal {

  /** The request goes on to the next step. */
  enum GoOn implements Decision {
    GO_ON
  }
}
