package io.flagpost.cli.export;

/**
 * How far a file of records has come. It ends behind a whole record.
 *
 * @param records how many records are in it
 * @param bytes how long it is
 * @param firstId the id of its first record; 0 if there is none
 * @param lastId the id of its last record; the id that the export began behind if there is none
 * @param lastReceivedAt when that record was received; empty if there is none
 * @param sha256 the hash of all its bytes, in hexadecimal
 */
public record ExportProgress(
    long records, long bytes, long firstId, long lastId, String lastReceivedAt, String sha256) {}
