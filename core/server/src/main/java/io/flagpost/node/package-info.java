/**
 * The gateway. Start reading at {@code Gateway}, the one composition root; each package below is a
 * feature and says in its own words what it is for, who calls it and on which thread.
 *
 * <p>A telemetry request walks through {@code http} (bytes, API key) → {@code ingest} (fields,
 * format rules) → {@code checks} (red flags) → {@code store} (durable; {@code spool} while
 * PostgreSQL is away) → {@code envelope} and {@code signing} (the answer). {@code registry} knows
 * the vendor's products, licenses and API keys; {@code verdicts} has checks look at records once
 * they are stored; {@code query} reads records back; {@code ops} tells an operator how the node is.
 *
 * <p>Operators come in by {@code admin}, the other listener: {@code identity} knows who they are,
 * {@code registrar} and {@code transfer} change what {@code registry} reads, {@code keys} changes
 * what {@code signing} signs with, {@code plugins} manages the checks, and {@code audit} writes
 * every change down. {@code kek} keeps what is secret in the database; {@code snapshot} keeps a
 * copy of what a node has to know to start without PostgreSQL; {@code files} writes both to disk;
 * {@code tls} and {@code web} serve both listeners; {@code cli} calls the admin API from a
 * terminal, and {@code text} lets nothing that a stranger wrote act on that or on a log. {@code
 * passwords} judges new ones. {@code launch} starts all of it, out of plugins' sight.
 */
@NullMarked
package io.flagpost.node;

import org.jspecify.annotations.NullMarked;
