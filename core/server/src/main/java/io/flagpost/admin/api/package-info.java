/**
 * The admin listener: the parts that all requests of operators share.
 *
 * <p>The OpenAPI description under {@code openapi/admin} is authoritative: the router is built from
 * it, it says which permission an operation needs, and requests are validated against its schemas
 * before an {@link io.flagpost.admin.api.AdminOperation} sees them. The other packages of {@code
 * admin} provide the operations, by their {@code operationId}.
 *
 * <p>Runs on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.admin.api;

import org.jspecify.annotations.NullMarked;
