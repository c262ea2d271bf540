/**
 * Administration: the admin listener ({@code api}) and, on top of it, a package for each thing that
 * operators manage.
 *
 * <p>Every change goes through {@code audit}, whichever package makes it; every operation is
 * described under {@code openapi/admin} and performed on the admin listener's event loop. {@code
 * node.AdminServer} assembles them.
 */
package io.flagpost.admin;
