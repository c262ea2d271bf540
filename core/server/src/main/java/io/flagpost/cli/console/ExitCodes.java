package io.flagpost.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the commands tell the shell. */
public final class ExitCodes {
  public static final int OK = 0;

  /** It did not work, or was refused for a reason that has no number of its own. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** Not signed in, or not permitted. */
  public static final int NOT_PERMITTED = 3;

  /** What it is about does not exist. */
  public static final int NOT_FOUND = 4;

  /** What is there does not allow it, or was changed meanwhile. */
  public static final int CONFLICT = 5;

  /** No gateway answers, or it cannot work now. */
  public static final int UNAVAILABLE = 6;

  private ExitCodes() {}

  /** What each number means to a command that asks a gateway, for its help. */
  public static Map<String, String> ofRequests() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("0", "done");
    meanings.put("1", "failed, or refused");
    meanings.put("2", "the command line is wrong; nothing was done");
    meanings.put("3", "not signed in, or not permitted");
    meanings.put("4", "there is no such thing");
    meanings.put("5", "conflict with what is there, or changed meanwhile");
    meanings.put("6", "no gateway answers, or it cannot work now");
    return meanings;
  }

  /** The exit code for an HTTP status that is no success. */
  public static int ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> NOT_PERMITTED;
      case 404 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      default -> status >= 500 ? UNAVAILABLE : FAILED;
    };
  }
}
