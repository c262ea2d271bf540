package io.flagpost.admin.identity;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID issuer whose tokens are believed.
 *
 * @param issuer {@code iss} of its tokens, an https URL
 * @param jwksUrl where its keys are; null: where its discovery document says
 * @param audience what {@code aud} must name
 * @param roleClaim the claim that says what its owner may do; dots lead into objects
 * @param maxTokenAge the longest life of a token, from {@code iat} to {@code exp}
 */
public record OidcSettings(
    String issuer,
    @Nullable URI jwksUrl,
    String audience,
    String roleClaim,
    Duration maxTokenAge) {}
