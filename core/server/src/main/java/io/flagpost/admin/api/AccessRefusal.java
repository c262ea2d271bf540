package io.flagpost.admin.api;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why authentication or authorisation failed: for the log, the counter and the audit log. The
 * client is not told.
 *
 * @param credential the kind of credential presented
 * @param reason what was wrong with it
 * @param account the account concerned, if one of that name exists; null otherwise. A name that
 *     matches none is not kept: it may be a password typed into the wrong field
 * @param claims further claims of the credential; unverified, so anybody may have written them
 */
public record AccessRefusal(
    Credential credential, Reason reason, @Nullable String account, Map<String, String> claims) {

  /** The kind of credential. */
  public enum Credential {
    NONE,
    PASSWORD,
    REFRESH_TOKEN,
    ACCESS_TOKEN,
    PERSONAL_TOKEN,
    EXTERNAL_TOKEN,
    UNKNOWN_TOKEN;

    /** The name in counters and the audit log. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was wrong with it. */
  public enum Reason {
    /** No credential was presented. */
    MISSING,
    /** It was not issued here. */
    UNKNOWN,
    UNKNOWN_ACCOUNT,
    WRONG_PASSWORD,
    INACTIVE_ACCOUNT,
    /** Too many attempts failed: it was not checked. */
    TOO_MANY,
    /** It or its session has ended, or its account may not sign in. */
    ENDED,
    /** It was used before, which ends its session. */
    USED_TWICE,
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    WRONG_AUDIENCE,
    NOT_YET_VALID,
    EXPIRED,
    LASTS_TOO_LONG,
    /** It does not name its owner, or not in a valid way. */
    NO_SUBJECT,
    NO_ROLE,
    /** Its owner lacks the permission. */
    NOT_PERMITTED,
    OTHER;

    /** The name in counters and the audit log. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AccessRefusal {
    claims = Map.copyOf(claims);
  }

  /** Concerns no known account. */
  public static AccessRefusal of(Credential credential, Reason reason) {
    return new AccessRefusal(credential, reason, null, Map.of());
  }

  /** Concerns a known actor who lacks the permission. */
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

  /** Whether it may be an attack. Every client sends an expired token, or none, now and then. */
  public boolean isSuspicious() {
    return credential != Credential.NONE
        && !(credential == Credential.ACCESS_TOKEN
            && (reason == Reason.EXPIRED || reason == Reason.ENDED));
  }
}
