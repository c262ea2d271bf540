package io.flagpost.admin.api;

/**
 * Who is told of access.
 *
 * @param refusals of requests that were refused
 * @param readings of requests for personal data, which it can stop
 */
public record AccessWatch(RefusalWatch refusals, ReadingWatch readings) {}
