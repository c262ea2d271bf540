package io.flagpost.cli.admin;

/** A personal access token, or any other given token. */
final class FixedToken implements Tokens {
  private final String token;

  FixedToken(String token) {
    this.token = token;
  }

  @Override
  public String current() {
    return token;
  }

  @Override
  public boolean renew(String refused) {
    return false;
  }
}
