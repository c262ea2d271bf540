package io.flagpost.admin.api;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why authentication or authorisation failed: for the log, the counter and the audit log. The
 * client does not learn it.
 *
 * @param credential what they came with
 * @param reason what was wrong with it
 * @param account the account that it is about, if there is one of that name; null otherwise. What
 *     somebody typed for a name is not kept: it may be a password in the wrong field
 * @param claims what else the credential says of itself. Some of it anybody can have written
 */
public record AccessRefusal(
    Credential credential, Reason reason, @Nullable String account, Map<String, String> claims) {

  /** What somebody came with. */
  public enum Credential {
    NONE,
    PASSWORD,
    REFRESH_TOKEN,
    ACCESS_TOKEN,
    PERSONAL_TOKEN,
    EXTERNAL_TOKEN,
    UNKNOWN_TOKEN;

    /** As counters and the audit log name it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was wrong with it. */
  public enum Reason {
    /** There was none. */
    MISSING,
    /** It is nothing that is given out here. */
    UNKNOWN,
    UNKNOWN_ACCOUNT,
    WRONG_PASSWORD,
    INACTIVE_ACCOUNT,
    /** Too many have failed: it was not looked at. */
    TOO_MANY,
    /** It, or its session, has ended, or its account may not sign in. */
    ENDED,
    /** It was used before, which ends its session. */
    USED_TWICE,
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    WRONG_AUDIENCE,
    NOT_YET_VALID,
    EXPIRED,
    LASTS_TOO_LONG,
    /** It says not, or not in a usable way, whose it is. */
    NO_SUBJECT,
    NO_ROLE,
    /** Whoever it is may not do this. */
    NOT_PERMITTED,
    OTHER;

    /** As counters and the audit log name it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AccessRefusal {
    claims = Map.copyOf(claims);
  }

  /** About nobody that is known. */
  public static AccessRefusal of(Credential credential, Reason reason) {
    return new AccessRefusal(credential, reason, null, Map.of());
  }

  /** About somebody who is known, and may not do what they asked for. */
  public static AccessRefusal notPermitted(Actor actor) {
    return switch (actor.kind()) {
      case ACCOUNT, COMMAND, GATEWAY ->
          new AccessRefusal(Credential.ACCESS_TOKEN, Reason.NOT_PERMITTED, actor.name(), Map.of());
      case TOKEN ->
          new AccessRefusal(
              Credential.PERSONAL_TOKEN, Reason.NOT_PERMITTED, actor.name(), Map.of());
      case EXTERNAL ->
          new AccessRefusal(
              Credential.EXTERNAL_TOKEN,
              Reason.NOT_PERMITTED,
              null,
              Map.of("subject", actor.name()));
    };
  }

  /**
   * Whether somebody tried what they had no right to. A token that has just run out, or none at
   * all, is what every client comes with now and then.
   */
  public boolean isSuspicious() {
    return credential != Credential.NONE
        && !(credential == Credential.ACCESS_TOKEN
            && (reason == Reason.EXPIRED || reason == Reason.ENDED));
  }
}
