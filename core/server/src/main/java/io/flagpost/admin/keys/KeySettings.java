package io.flagpost.admin.keys;

import java.time.Duration;

/**
 * How signing keys succeed each other, unless a request says otherwise.
 *
 * @param publishLead how long a new key is published before it signs
 * @param retireAfter how long a key stays published after it has stopped signing
 */
public record KeySettings(Duration publishLead, Duration retireAfter) {}
