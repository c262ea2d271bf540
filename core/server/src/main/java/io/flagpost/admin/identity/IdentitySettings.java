package io.flagpost.admin.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long sign-ins last, and who else is believed.
 *
 * @param accessTokenLifetime after it an access token has to be renewed
 * @param sessionLifetime after it one has to sign in again
 * @param oidc the external OpenID issuer; null: none
 */
public record IdentitySettings(
    Duration accessTokenLifetime, Duration sessionLifetime, @Nullable OidcSettings oidc) {}
