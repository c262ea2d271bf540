package io.flagpost.cli.admin;

import io.flagpost.cli.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a transfer, on a terminal only. Counts on the HTTP client's thread. */
final class TransferProgress implements AutoCloseable {
  private static final int WIDTH = 79;
  private static final long MEBIBYTE = 1 << 20;

  private final PrintWriter err;
  private final boolean shown;
  private final @Nullable ProgressBar bar;
  private volatile boolean complete;

  /**
   * @param size the number of bytes; negative if unknown
   */
  TransferProgress(Console console, String task, long size) {
    this.err = console.progress();
    this.shown = console.terminal().isThere();
    this.bar =
        shown
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(size)
                .setUnit(" MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
                .build()
            : null;
  }

  /** The same stream, with counting. */
  InputStream counting(InputStream stream) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int read = stream.read();
        count(read < 0 ? -1 : 1);
        return read;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = stream.read(target, offset, length);
        count(read);
        return read;
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  /** Shows how long the other side has been processing the data. */
  void waiting(long seconds) {
    if (shown && complete) {
      close();
      show("Applying, " + seconds + " s");
    }
  }

  /** Ends the line. */
  void end() {
    close();
    if (shown) {
      err.println();
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private void count(int bytes) {
    if (bytes < 0) {
      complete = true;
    } else if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  private void show(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
    err.flush();
  }
}
