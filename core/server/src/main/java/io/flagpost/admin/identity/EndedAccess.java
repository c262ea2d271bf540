package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The access that was ended.
 *
 * @param sessions the number of sessions that were valid, with their access and refresh tokens
 * @param tokens the number of personal access tokens that were valid
 */
public record EndedAccess(int sessions, int tokens) {

  boolean isNothing() {
    return sessions == 0 && tokens == 0;
  }

  /** Its JSON in the admin API and the audit log. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("revoked_sessions", sessions)
        .put("revoked_tokens", tokens);
  }
}
