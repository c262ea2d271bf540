/**
 * Sign-in for the admin API: accounts with passwords, sessions, personal access tokens, and the
 * tokens of an external OpenID issuer.
 *
 * <p>{@link io.flagpost.admin.identity.IdentityService} assembles it. {@link
 * io.flagpost.admin.identity.BearerAuthenticator} is called once per request; the rest are
 * operations. Whether a session or token is still valid is read from the database each time, so
 * revocation takes effect at once on every node. Runs on the caller's context; passwords are hashed
 * on a worker thread.
 */
@NullMarked
package io.flagpost.admin.identity;

import org.jspecify.annotations.NullMarked;
