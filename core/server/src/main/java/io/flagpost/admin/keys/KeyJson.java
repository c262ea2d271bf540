package io.flagpost.admin.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.signing.KeyRecord;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes signing keys for answers and the audit log: only public properties. */
final class KeyJson {
  private KeyJson() {}

  static ObjectNode write(KeyRecord key, Instant moment) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kid", key.keyId())
        .put("product_id", key.productId())
        .put("state", key.state(moment).name().toLowerCase(Locale.ROOT))
        .put("algorithm", key.algorithm().name())
        .put("bits", key.bits())
        .put("created_at", key.createdAt().toString())
        .put("not_before", key.notBefore().toString())
        .put("sign_until", text(key.signUntil()))
        .put("publish_until", text(key.publishUntil()))
        .put("revision", key.revision());
  }

  /** A change to a key, as the audit log keeps it. */
  static AuditEvent event(
      String action, @Nullable KeyRecord before, @Nullable KeyRecord after, Instant moment) {
    KeyRecord either = after == null ? before : after;
    return new AuditEvent(
        "signing_key." + action,
        "signing_key/" + (either == null ? "" : either.keyId()),
        before == null ? null : write(before, moment),
        after == null ? null : write(after, moment));
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
