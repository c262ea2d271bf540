package io.flagpost.admin.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The result of an import.
 *
 * @param read rows read
 * @param created rows added
 * @param updated existing rows that were changed
 * @param skipped existing rows that were left alone because the request asked for that
 */
record ImportReport(long read, long created, long updated, long skipped) {

  /** Existing rows that are the same in the file. */
  long unchanged() {
    return read - created - updated - skipped;
  }

  boolean isChange() {
    return created + updated > 0;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("read", read)
        .put("created", created)
        .put("updated", updated)
        .put("unchanged", unchanged())
        .put("skipped", skipped);
  }
}
