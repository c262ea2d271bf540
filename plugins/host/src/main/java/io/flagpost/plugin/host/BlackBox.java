package io.flagpost.plugin.host;

import java.nio.file.Path;

/**
 * What is kept in case that a plugin ends the process: who is at work, on the disk, where the next
 * process finds it.
 *
 * @param marks who is being started, and who has ended the process before
 * @param exits tells who has called {@code System.exit}
 * @param activity whose checks run
 */
record BlackBox(CrashMarks marks, ExitWatch exits, Activity activity) {

  static BlackBox open(Path folder) {
    CrashMarks marks = CrashMarks.open(folder);
    Activity activity = Activity.open(folder.resolve("activity"));
    return new BlackBox(marks, new ExitWatch(marks), activity);
  }

  /** The plugins have been stopped. */
  void close() {
    exits.close();
    activity.close();
  }
}
