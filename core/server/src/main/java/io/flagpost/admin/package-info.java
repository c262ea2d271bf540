/**
 * What operators do: the admin listener ({@code api}) and, on top of it, a package for each thing
 * that they manage.
 *
 * <p>Every change, whichever package makes it, goes through {@code audit}; every operation is
 * described under {@code openapi/admin} and performed on the admin listener's event loop. {@code
 * node.AdminServer} puts them together.
 */
package io.flagpost.admin;
