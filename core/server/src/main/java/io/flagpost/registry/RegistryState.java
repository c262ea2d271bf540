package io.flagpost.registry;

import java.time.Instant;

/**
 * The state of the registry at one moment.
 *
 * @param snapshotLoadedAt when the reference data in use was read
 * @param reloads how many times it was read again
 * @param failedReloads how many times that failed
 * @param licenseQueries how many queries for licenses were sent
 * @param activationQueries how many queries for activations were sent
 * @param cacheHits look-ups of licenses and activations that were answered from memory
 * @param cacheMisses look-ups that were not answered from memory
 * @param lookupsAvailable false while look-ups fail at once because PostgreSQL is unreachable
 * @param stale whether the reference data have not been read from the database yet, or not for a
 *     long time
 */
public record RegistryState(
    Instant snapshotLoadedAt,
    long reloads,
    long failedReloads,
    long licenseQueries,
    long activationQueries,
    long cacheHits,
    long cacheMisses,
    boolean lookupsAvailable,
    boolean stale) {}
