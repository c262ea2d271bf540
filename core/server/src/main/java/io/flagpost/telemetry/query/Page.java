package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records in the order of their ids, as the read API shows them.
 *
 * @param records the records
 * @param nextAfterId the {@code after_id} to go on with; null at the end
 */
public record Page(List<ObjectNode> records, @Nullable Long nextAfterId) {

  public Page {
    records = List.copyOf(records);
  }
}
