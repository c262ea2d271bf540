/**
 * A file of records that grows, breaks off and is gone on with: what is in it is known by a hash,
 * and it ends behind a whole record. Knows files only, not who sends what is in them. For one
 * thread where a class does not say otherwise; blocking.
 */
@NullMarked
package io.flagpost.cli.export;

import org.jspecify.annotations.NullMarked;
