package io.flagpost.cli;

import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the log to the process's own standard error, whatever {@link System#err} is: code that
 * replaces that, such as a plugin, does not silence the log. Named in {@code logback.xml}. Any
 * thread.
 *
 * @param <E> the type of the events
 */
public final class ProcessErrorAppender<E> extends OutputStreamAppender<E> {

  /** Created stopped: writes nothing before it is started. */
  public ProcessErrorAppender() {}

  @Override
  public void start() {
    setOutputStream(new Uncloseable());
    super.start();
  }

  /**
   * The log's configuration may be reloaded, which closes this, but must not close the process's
   * output.
   */
  private static final class Uncloseable extends OutputStream {
    private final FileOutputStream process = new FileOutputStream(FileDescriptor.err);

    @Override
    public void write(int b) throws IOException {
      process.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      process.write(bytes, offset, length);
    }
  }
}
