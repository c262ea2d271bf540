/**
 * Sign-in for the admin API: accounts with passwords, sessions, personal access tokens, and the
 * tokens of an external OpenID issuer.
 *
 * <p>{@link io.flagpost.admin.identity.IdentityService} puts it together. {@link
 * io.flagpost.admin.identity.BearerAuthenticator} is asked once per request; the rest are
 * operations. Whether a session or token still holds is read from the database each time, so that
 * revoking works at once on every node. Runs on the caller's context, with passwords hashed on a
 * worker thread.
 */
@NullMarked
package io.flagpost.admin.identity;

import org.jspecify.annotations.NullMarked;
