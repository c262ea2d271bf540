/**
 * Loads, isolates and runs the plugins; the only package that knows PF4J.
 *
 * <p>{@link io.flagpost.plugin.host.PluginHost} is opened and closed by the gateway's composition
 * root, off the event loops, and scans its files again when {@link
 * io.flagpost.plugin.host.PluginFolderWatch} or an administrator triggers it. The {@link
 * io.flagpost.plugin.host.CheckCatalog} that it publishes is called on event loops and never runs
 * vendor code there: each plugin runs in its own {@link io.flagpost.plugin.host.PluginLane lane},
 * with its own threads, bounds and quarantine.
 *
 * <p>The path of a plugin: the {@code DropFolder} copies it into the {@code RunFolder} and reads
 * its manifest there; a {@code Reconciliation} asks modes and {@link
 * io.flagpost.plugin.host.PluginTrust trust} and starts it; the {@code PluginRoster} publishes a
 * catalog with it, and stops the version that it replaces once no record is left there. All of that
 * runs on the thread {@code plugin-host}.
 *
 * <p>The path of a record: the catalog creates a {@code CheckRound} and hands a {@code LaneCall} to
 * each lane; the lane's thread takes all records that have arrived; each check settles its place in
 * the round once, by answering, failing or timing out; the last one completes the result.
 */
@NullMarked
package io.flagpost.plugin.host;

import org.jspecify.annotations.NullMarked;
