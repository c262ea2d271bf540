package io.flagpost.cli.admin;

/** The source of a request's token. */
interface Tokens {
  /**
   * The token to send.
   *
   * @throws io.flagpost.cli.console.CommandFailure if there is none
   */
  String current() throws InterruptedException;

  /** Whether there is another one after {@code refused} was refused. */
  boolean renew(String refused) throws InterruptedException;
}
