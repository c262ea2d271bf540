package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One change, as the audit log records it.
 *
 * @param action what was done, such as {@code license.update}
 * @param target what it was done to, such as {@code license/42}
 * @param before the state before, without secrets; null if it did not exist
 * @param after the state afterwards, without secrets; null if it was deleted
 */
public record AuditEvent(
    String action, String target, @Nullable JsonNode before, @Nullable JsonNode after) {}
