/**
 * The admin listener: what an operator's requests have in common, whatever they are about.
 *
 * <p>The OpenAPI description under {@code openapi/admin} is the law: the router is made from it,
 * who may call an operation is read from it, and requests are checked against its schemas before an
 * {@link io.flagpost.admin.api.AdminOperation} sees them. Features ({@code identity}, {@code
 * registrar}, {@code transfer}, {@code keys}, {@code audit}) bring the operations by their {@code
 * operationId}.
 *
 * <p>Runs on the admin listener's event loop.
 */
@NullMarked
package io.flagpost.admin.api;

import org.jspecify.annotations.NullMarked;
