package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.PrivateFile;
import io.flagpost.platform.files.TextFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;

/**
 * The session that {@code login} stored in a file; renews itself with the refresh token. A refresh
 * token works only once, so concurrent commands take turns with a lock file and read the tokens
 * that another one obtained.
 */
final class SessionTokens implements Tokens {
  static final String REFRESH_PATH = "/admin/v1/refresh";

  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Path file;
  private final AdminHttp http;
  private final Clock clock;

  SessionTokens(Path file, AdminHttp http, Clock clock) {
    this.file = file;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public String current() throws InterruptedException {
    Session session = read();
    if (clock.instant().isBefore(session.expiresAt().minus(MARGIN))) {
      return session.accessToken();
    }
    return refresh(session.accessToken());
  }

  @Override
  public boolean renew(String refused) throws InterruptedException {
    refresh(refused);
    return true;
  }

  /** The session, if it is for this gateway. */
  Session read() {
    Session session;
    try {
      session = Session.parse(TextFile.read(file));
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.NOT_PERMITTED, "cannot read " + file + ": " + e);
    }
    if (!session.url().equals(http.url())) {
      throw new CommandFailure(
          ExitCodes.NOT_PERMITTED,
          "you are signed in at "
              + session.url()
              + ", not at "
              + http.url()
              + ": give --url "
              + session.url()
              + ", or sign in with flagpost login --url "
              + http.url());
    }
    return session;
  }

  private String refresh(String old) throws InterruptedException {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Session session = read();
      if (lock.isValid() && !session.accessToken().equals(old)) {
        return session.accessToken(); // another command was faster
      }
      return exchange(session).accessToken();
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot lock " + lockFile + ": " + e);
    }
  }

  private Session exchange(Session session) throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("refresh_token", session.refreshToken());
    Answer answer = http.send(Call.of("POST", REFRESH_PATH).with(body), null);
    if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
      throw new CommandFailure(
          ExitCodes.NOT_PERMITTED, "the session has ended: sign in with flagpost login");
    }
    Session next = Session.of(session.url(), answer.orFail().body(), clock.instant());
    PrivateFile.write(file, next.text());
    return next;
  }
}
