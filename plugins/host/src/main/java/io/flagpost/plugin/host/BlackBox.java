package io.flagpost.plugin.host;

import java.nio.file.Path;

/**
 * What is kept on disk in case a plugin ends the process: the plugins at work, for the next process
 * to find.
 *
 * @param marks which plugins are being started, and which have ended the process before
 * @param exits detects which plugin has called {@code System.exit}
 * @param activity which plugins' checks are running
 */
record BlackBox(CrashMarks marks, ExitWatch exits, Activity activity) {

  static BlackBox open(Path folder) {
    CrashMarks marks = CrashMarks.open(folder);
    Activity activity = Activity.open(folder.resolve("activity"));
    return new BlackBox(marks, new ExitWatch(marks), activity);
  }

  /** Clears it; the plugins have been stopped. */
  void close() {
    exits.close();
    activity.close();
  }
}
