/**
 * The admin listener: what all of an operator's requests have in common.
 *
 * <p>The OpenAPI description under {@code openapi/admin} decides: the router is made from it, the
 * role that an operation needs is read from it, and requests are validated against its schemas
 * before an {@link io.flagpost.admin.api.AdminOperation} sees them. The other packages of {@code
 * admin} provide the operations, by their {@code operationId}.
 *
 * <p>Runs on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.admin.api;

import org.jspecify.annotations.NullMarked;
