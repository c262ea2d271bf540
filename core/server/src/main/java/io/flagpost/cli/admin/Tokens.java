package io.flagpost.cli.admin;

/** Where the token comes from that a request carries. */
interface Tokens {
  /**
   * The token to ask with.
   *
   * @throws io.flagpost.cli.console.CommandFailure if there is none
   */
  String current() throws InterruptedException;

  /** Whether there is another one now that {@code refused} was refused. */
  boolean renew(String refused) throws InterruptedException;
}
