package io.flagpost.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The user with which PostgreSQL's programs run, and how they are tied to this process.
 *
 * <p>PostgreSQL refuses to run as root. Started by root it runs as the owner of its folder: as
 * root's own files in a user namespace where it is not root, or, where namespaces are forbidden (in
 * most containers), as {@code nobody}, which then becomes the owner of the folder. {@code setsid}
 * shields it from a terminal's Ctrl-C, so that it runs until after the last commit; {@code setpriv
 * --pdeathsig} makes the kernel stop it when the JVM is killed.
 *
 * @param prefix the words before a program on the command line
 * @param userId the user that must own its files; negative for the JVM's own user
 */
record ProcessIdentity(List<String> prefix, int userId) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final List<String> SESSION = List.of("setsid");
  private static final List<String> NAMESPACE = List.of("setsid", "unshare", "--user");
  private static final List<String> DIE_WITH_PARENT =
      List.of("setpriv", "--pdeathsig", "INT", "--");
  private static final int OWN_USER = -1;

  ProcessIdentity {
    prefix = List.copyOf(prefix);
  }

  /**
   * Finds a way that works here, and makes the user that PostgreSQL will run as the owner of the
   * folder.
   */
  static ProcessIdentity forFolder(Path folder) throws IOException, InterruptedException {
    for (ProcessIdentity candidate : candidates(folder)) {
      if (candidate.works()) {
        candidate.own(folder);
        return candidate;
      }
    }
    throw new DatabaseException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here:"
            + " start as another user or set database.url");
  }

  private static List<ProcessIdentity> candidates(Path folder) throws IOException {
    Path home = Path.of("/proc/self");
    int self = Files.exists(home) ? (int) Files.getAttribute(home, "unix:uid") : OWN_USER;
    if (self != ROOT) {
      return List.of(
          new ProcessIdentity(join(SESSION, DIE_WITH_PARENT), OWN_USER),
          new ProcessIdentity(SESSION, OWN_USER),
          new ProcessIdentity(List.of(), OWN_USER));
    }
    int owner = (int) Files.getAttribute(folder, "unix:uid");
    if (owner != ROOT) {
      return List.of(switchedTo(owner));
    }
    return List.of(
        new ProcessIdentity(join(NAMESPACE, DIE_WITH_PARENT), ROOT),
        new ProcessIdentity(NAMESPACE, ROOT),
        switchedTo(NOBODY));
  }

  private static ProcessIdentity switchedTo(int user) {
    String id = Integer.toString(user);
    return new ProcessIdentity(
        List.of(
            "setsid",
            "setpriv",
            "--reuid",
            id,
            "--regid",
            id,
            "--clear-groups",
            "--pdeathsig",
            "INT",
            "--"),
        user);
  }

  private boolean works() throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(command("true"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Makes the user that PostgreSQL runs as the owner of a file of ours. */
  void own(Path file) throws IOException {
    if (userId > ROOT) {
      Files.setAttribute(file, "unix:uid", userId);
      Files.setAttribute(file, "unix:gid", userId);
    }
  }

  List<String> command(String... program) {
    return join(prefix, List.of(program));
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> joined = new ArrayList<>(first);
    joined.addAll(second);
    return joined;
  }
}
