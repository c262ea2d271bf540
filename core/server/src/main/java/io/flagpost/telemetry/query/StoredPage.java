package io.flagpost.telemetry.query;

import java.util.List;

/**
 * Some records in the order of their ids.
 *
 * @param records them
 * @param upTo every record that was asked for and has an id up to this one is among them, or on an
 *     earlier page; the next page begins behind it
 */
public record StoredPage(List<StoredRecord> records, long upTo) {

  public StoredPage {
    records = List.copyOf(records);
  }
}
