package io.flagpost.admin.keys;

import java.time.Duration;

/**
 * How signing keys follow each other, unless a request says otherwise.
 *
 * @param publishLead for how long a new key is published before it signs
 * @param retireAfter for how long a key that signs no more stays published
 */
public record KeySettings(Duration publishLead, Duration retireAfter) {}
