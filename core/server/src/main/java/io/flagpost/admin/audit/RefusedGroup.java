package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Similar refusals within a minute. Not thread-safe. */
final class RefusedGroup {
  /** Of what others wrote, so many characters are kept. */
  static final int LONGEST = 200;

  private int count;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /** What they have in common. */
  record Key(Credential credential, Reason reason, @Nullable String account, String network) {
    /** Of what came after there were too many kinds. */
    static final Key OF_MANY = new Key(Credential.NONE, Reason.OTHER, null, "many");

    /** How the audit log names what they were about. */
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

  /** One more; tells how many there are. */
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
