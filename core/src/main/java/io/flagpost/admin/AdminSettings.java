package io.flagpost.admin;

import java.time.Duration;

/**
 * How the admin listener behaves.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 picks a free one
 * @param idleTimeout after how long without a byte a connection is closed
 * @param accessLog whether every answer is logged
 * @param drainTimeout how long requests under way may take to finish when the listener stops
 */
public record AdminSettings(
    String host, int port, Duration idleTimeout, boolean accessLog, Duration drainTimeout) {}
