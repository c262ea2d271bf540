package io.flagpost.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of the commands. */
public final class ExitCodes {
  public static final int OK = 0;

  /** It failed, or was refused for a reason that has no code of its own. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** Not signed in, or not permitted. */
  public static final int NOT_PERMITTED = 3;

  /** The requested record does not exist. */
  public static final int NOT_FOUND = 4;

  /** The current state does not allow it, or was changed meanwhile. */
  public static final int CONFLICT = 5;

  /** No gateway answers, or it is temporarily unavailable. */
  public static final int UNAVAILABLE = 6;

  private ExitCodes() {}

  /** The meaning of each code for a command that calls a gateway, for its help. */
  public static Map<String, String> ofRequests() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("0", "done");
    meanings.put("1", "failed, or refused");
    meanings.put("2", "the command line is wrong; nothing was done");
    meanings.put("3", "not signed in, or not permitted");
    meanings.put("4", "it does not exist");
    meanings.put("5", "conflict with the current state, or changed meanwhile");
    meanings.put("6", "no gateway answers, or it is unavailable now");
    return meanings;
  }

  /** The exit code for an HTTP status that is not a success. */
  public static int ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> NOT_PERMITTED;
      case 404 -> NOT_FOUND;
      case 409, 412 -> CONFLICT;
      default -> status >= 500 ? UNAVAILABLE : FAILED;
    };
  }
}
