/**
 * What has nothing to do with telemetry: HTTP, TLS, networks, the database, files, keys, text. Any
 * other package may use it, and it uses none of them.
 */
package io.flagpost.platform;
