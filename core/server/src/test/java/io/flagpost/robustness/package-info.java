/**
 * Tests of what the gateway withstands, from the outside and after packaging: broken, oversized and
 * abandoned requests, a database that comes and goes, a process that is stopped or killed.
 */
@NullMarked
package io.flagpost.robustness;

import org.jspecify.annotations.NullMarked;
