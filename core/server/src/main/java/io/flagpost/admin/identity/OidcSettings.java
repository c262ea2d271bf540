package io.flagpost.admin.identity;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID issuer whose tokens are accepted.
 *
 * @param issuer {@code iss} of its tokens, an https URL
 * @param jwksUrl the URL of its keys; null to take it from its discovery document
 * @param audience the audience that {@code aud} must contain
 * @param roleClaim the claim with the owner's role; dots lead into objects
 * @param productsClaim the claim with the numbers of the products that the owner is limited to;
 *     null to limit nobody
 * @param environmentsClaim the same for environments
 * @param maxTokenAge the longest lifetime of a token, from {@code iat} to {@code exp}
 */
public record OidcSettings(
    String issuer,
    @Nullable URI jwksUrl,
    String audience,
    String roleClaim,
    @Nullable String productsClaim,
    @Nullable String environmentsClaim,
    Duration maxTokenAge) {}
