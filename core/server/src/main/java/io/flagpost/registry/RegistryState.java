package io.flagpost.registry;

import java.time.Instant;

/**
 * How the registry is doing, at one moment.
 *
 * @param snapshotLoadedAt when the reference data in use was read
 * @param reloads how often it was read anew
 * @param failedReloads how often that failed
 * @param licenseQueries how many queries for licenses were sent
 * @param activationQueries how many queries for activations were sent
 * @param cacheHits look-ups of licenses and activations that were answered from memory
 * @param cacheMisses look-ups that were not
 * @param lookupsAvailable false while look-ups fail at once because PostgreSQL is away
 * @param stale whether the reference data were not read from the database, or not for long
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
