package io.flagpost.telemetry.http;

import io.flagpost.registry.Registry;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.flagpost.telemetry.query.TelemetryReader;

/**
 * What is behind the public listener.
 *
 * @param registry knows who calls
 * @param service takes the records that are sent
 * @param reader finds the records that are asked for
 */
public record TelemetryBackend(
    Registry registry, TelemetryService service, TelemetryReader reader) {}
