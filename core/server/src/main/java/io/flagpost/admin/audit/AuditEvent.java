package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One change, as it is written down.
 *
 * @param action what was done, such as {@code license.update}
 * @param target to what, such as {@code license/42}
 * @param before what it was, secrets left out; null if it was not there
 * @param after what it is, secrets left out; null if it is gone
 */
public record AuditEvent(
    String action, String target, @Nullable JsonNode before, @Nullable JsonNode after) {}
