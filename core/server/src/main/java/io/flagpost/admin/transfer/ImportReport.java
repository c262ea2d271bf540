package io.flagpost.admin.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an import did.
 *
 * @param read rows read
 * @param created rows added
 * @param updated rows that were there, and were changed
 * @param skipped rows that were there, and were left alone because that was asked for
 */
record ImportReport(long read, long created, long updated, long skipped) {

  /** Rows that were there, just as the file has them. */
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
