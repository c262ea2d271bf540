package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Similar refusals within a minute. Not thread-safe. */
final class RefusedGroup {
  /** The number of characters kept of text from outside. */
  static final int LONGEST = 200;

  private int count;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /** The common properties of its refusals. */
  record Key(Credential credential, Reason reason, @Nullable String account, String network) {
    /** The group for refusals beyond the largest number of groups. */
    static final Key OF_MANY = new Key(Credential.NONE, Reason.OTHER, null, "many");

    /** The audit log's name for their target. */
    String target() {
      return account == null ? "credential/" + credential.text() : "account/" + account;
    }

    @Override
    public String toString() {
      return credential.text()
          + " "
          + reason.text()
          + " from "
          + network
          + (account == null ? "" : ", account " + RefusedAccess.quoted(account));
    }
  }

  /** Counts one more and returns the number so far. */
  int add(Instant now) {
    if (first == null) {
      first = now;
    }
    last = now;
    return ++count;
  }

  int count() {
    return count;
  }

  ObjectNode json(Key key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("credential", key.credential().text())
        .put("reason", key.reason().text())
        .put("network", key.network())
        .put("count", count)
        .put("first_at", String.valueOf(first))
        .put("last_at", String.valueOf(last));
  }
}
