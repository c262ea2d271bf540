/**
 * The gateway's configuration: a tree of records with every key's default, source and rule.
 *
 * <p>Read once at start, on the main thread.
 */
@NullMarked
package io.flagpost.node.config;

import org.jspecify.annotations.NullMarked;
