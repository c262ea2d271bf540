package io.flagpost.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk of a few mebibytes that one process alone sees: a file system in memory, in a namespace of
 * that process. Linux allows it to any user, unless it is told not to.
 */
public final class SmallDisk {
  private static final int SIZE_MEBIBYTES = 192;
  private static final int PAGE = 4_096;
  private static final String MOUNT =
      "mount -t tmpfs -o size=" + SIZE_MEBIBYTES + "m none \"$0\" && exec \"$@\"";

  private final Path folder;

  /**
   * @param folder where the process sees the disk
   */
  public SmallDisk(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder).toAbsolutePath();
  }

  /** Whether this machine lets us have one. */
  public boolean isPossible() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(wrapper());
    command.add("true");
    Process attempt;
    try {
      attempt = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException noSuchProgram) {
      return false;
    }
    attempt.getInputStream().readAllBytes();
    return attempt.waitFor(1, TimeUnit.MINUTES) && attempt.exitValue() == 0;
  }

  /** What a process is to be started by. */
  public List<String> wrapper() {
    return List.of("unshare", "-Urm", "sh", "-c", MOUNT, folder.toString());
  }

  /** Takes every page that is left. */
  public void fill(long pid) throws IOException {
    byte[] page = new byte[PAGE];
    try (OutputStream out =
        Files.newOutputStream(ballast(pid), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long pages = 0; pages <= SIZE_MEBIBYTES * (1L << 20) / PAGE; pages++) {
        out.write(page);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Gives them back. */
  public void makeRoom(long pid) throws IOException {
    Files.delete(ballast(pid));
  }

  private Path ballast(long pid) {
    return Path.of("/proc/" + pid + "/root" + folder, "ballast");
  }
}
