package io.flagpost.admin.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of sessions, and the trusted external issuer.
 *
 * @param accessTokenLifetime the lifetime of an access token
 * @param sessionLifetime the lifetime of a session, after which the user has to sign in again
 * @param oidc the external OpenID issuer; null if there is none
 */
public record IdentitySettings(
    Duration accessTokenLifetime, Duration sessionLifetime, @Nullable OidcSettings oidc) {}
