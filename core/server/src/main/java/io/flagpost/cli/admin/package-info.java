/**
 * The commands that call the admin API, and the few that work directly on the database.
 *
 * <p>Most are generated from the API's description: an operation with {@code x-flagpost-command} is
 * a command, its parameters and its body's members are the command's arguments and options. Those
 * that read or write files, or handle passwords, are written by hand.
 *
 * <p>Each runs on the main thread of its own process.
 */
@NullMarked
package io.flagpost.cli.admin;

import org.jspecify.annotations.NullMarked;
