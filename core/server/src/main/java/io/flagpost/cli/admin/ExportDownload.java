package io.flagpost.cli.admin;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.export.ExportFile;
import io.flagpost.cli.export.ExportFiles;
import io.flagpost.cli.export.ExportManifest;
import io.flagpost.cli.export.ExportProgress;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the records of an export into its part file. A connection that breaks is made again: the
 * export goes on behind the last record that came whole.
 */
final class ExportDownload implements AutoCloseable {
  /** Until the answer begins; the rest has no limit. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** In a row without a record; a gateway is started again meanwhile. */
  private static final int TRIES = 8;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int BLOCK = 64 * 1024;

  /** What the end of the machine may cost. */
  private static final long KEEP_EVERY_BYTES = 64 << 20;

  private static final Duration KEEP_EVERY = Duration.ofSeconds(5);

  private final AdminClient client;
  private final ExportFiles files;
  private final ExportDisplay display;
  private final Interruption interruption;
  private final Clock clock;
  private final Beginning beginning;
  private @Nullable ExportManifest manifest;
  private @Nullable ExportFile out;
  private boolean connected;
  private long keptBytes;
  private Instant kept = Instant.MIN;

  /** Begins the files of an export, once its answer has begun. */
  interface Beginning {
    ExportManifest begin(HttpResponse<?> answer);
  }

  ExportDownload(
      AdminClient client,
      ExportFiles files,
      ExportDisplay display,
      Interruption interruption,
      Clock clock,
      Beginning beginning) {
    this.client = client;
    this.files = files;
    this.display = display;
    this.interruption = interruption;
    this.clock = clock;
    this.beginning = beginning;
  }

  /** Goes on with what is there. */
  void goOn(ExportManifest begun, ExportFile with) {
    manifest = begun;
    out = with;
  }

  /**
   * Fetches records up to the last one, or until the process is to end.
   *
   * @param call asks for the whole export
   * @throws CommandFailure if it is refused, or the connection cannot be made again
   * @throws IOException if the file cannot be written
   */
  ExportManifest run(Call call, boolean csv) throws InterruptedException, IOException {
    for (int tries = 1; ; tries++) {
      long before = records();
      String broken = attempt(call, csv);
      ExportManifest reached = keep();
      if (broken == null || interruption.isRequested()) {
        return reached;
      }
      tries = reached.records().records() > before ? 1 : tries;
      if (tries > TRIES) {
        throw new CommandFailure(ExitCodes.UNAVAILABLE, broken);
      }
      display.say("The connection broke; trying again (" + tries + " of " + TRIES + ")");
      interruption.pause(FIRST_PAUSE.multipliedBy(1L << (tries - 1)));
    }
  }

  /** Null if there was nothing more to come; otherwise what broke. */
  private @Nullable String attempt(Call call, boolean csv)
      throws InterruptedException, IOException {
    try {
      HttpResponse<InputStream> answer = client.download(next(call), LIMIT);
      try (InputStream body = answer.body()) {
        interruption.waitingFor(body);
        if (answer.statusCode() != 200) {
          throw client.http().answer(answer, body.readAllBytes()).failure();
        }
        connected = true;
        return copy(body, opened(answer, csv));
      }
    } catch (CommandFailure e) {
      if (connected && e.exitCode() == ExitCodes.UNAVAILABLE) {
        return e.getMessage();
      }
      throw e;
    }
  }

  /** The request for what is not there yet. */
  private Call next(Call call) {
    ExportManifest begun = manifest;
    if (begun == null) {
      return call;
    }
    ExportProgress reached = begun.records();
    return call.without("after_id")
        .without("up_to_id")
        .with("after_id", Long.toString(reached.lastId()))
        .with("up_to_id", Long.toString(begun.wanted().upToId()))
        .with("header", Boolean.toString(reached.bytes() == 0));
  }

  private ExportFile opened(HttpResponse<?> answer, boolean csv) throws IOException {
    ExportFile open = out;
    if (open == null) {
      ExportManifest begun = beginning.begin(answer);
      open = ExportFile.begin(files.part(), csv, begun.wanted().afterId());
      out = open;
      manifest = begun.reached(open.reached());
      keep();
    } else {
      open.forgetRest();
    }
    display.begin(open.reached());
    return open;
  }

  private @Nullable String copy(InputStream body, ExportFile into) throws IOException {
    byte[] block = new byte[BLOCK];
    while (true) {
      int length;
      try {
        length = body.read(block);
      } catch (IOException e) {
        return "the connection to " + client.http().url() + " broke: " + e.getMessage();
      }
      if (length < 0) {
        return into.endsWhole() && !interruption.isRequested()
            ? null
            : "the answer of " + client.http().url() + " ended before its end";
      }
      into.write(block, length);
      if (display.isDue()) {
        ExportProgress reached = into.reached();
        display.show(reached, share(reached));
      }
      if (into.bytes() - keptBytes > KEEP_EVERY_BYTES
          || !clock.instant().isBefore(kept.plus(KEEP_EVERY))) {
        keep();
      }
    }
  }

  private ExportManifest keep() throws IOException {
    ExportFile written = out;
    ExportManifest begun = manifest;
    if (written == null || begun == null) {
      throw new IllegalStateException("Nothing was begun");
    }
    ExportManifest reached = begun.reached(written.sync());
    files.keep(reached);
    manifest = reached;
    keptBytes = reached.records().bytes();
    kept = clock.instant();
    return reached;
  }

  /** How much of the ids behind the first record was looked at. */
  private double share(ExportProgress reached) {
    ExportManifest begun = manifest;
    double all = begun == null ? 0 : begun.wanted().upToId() - reached.firstId() + 1;
    return all <= 0 ? 1 : (reached.lastId() - reached.firstId() + 1) / all;
  }

  private long records() {
    ExportManifest begun = manifest;
    return begun == null ? 0 : begun.records().records();
  }

  @Override
  public void close() throws IOException {
    ExportFile written = out;
    if (written != null) {
      written.close();
    }
  }
}
