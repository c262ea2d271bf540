package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an act that ends access has ended.
 *
 * @param sessions how many sessions that held until now, with their access and refresh tokens
 * @param tokens how many personal access tokens that could be used until now
 */
public record EndedAccess(int sessions, int tokens) {

  boolean isNothing() {
    return sessions == 0 && tokens == 0;
  }

  /** As the admin API answers it, and the audit log keeps it. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("revoked_sessions", sessions)
        .put("revoked_tokens", tokens);
  }
}
