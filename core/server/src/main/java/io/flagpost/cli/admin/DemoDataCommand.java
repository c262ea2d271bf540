package io.flagpost.cli.admin;

import io.flagpost.admin.records.DemoDataRemoval;
import io.flagpost.admin.records.DemoDataReport;
import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost demo-data remove}. */
@Command(
    name = "demo-data",
    description = {
      "Take the demo's data out of the database, so that it can go into production.",
      "To be run on a node, with its configuration and as its user, while no gateway runs. An"
          + " embedded PostgreSQL is started for the moment."
    },
    exitCodeList = {"0:done", "1:failed, or refused", "2:the command line is wrong"})
public final class DemoDataCommand {
  private final Console console;
  private final Clock clock;

  public DemoDataCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Command(
      name = "remove",
      sortOptions = false,
      description = {
        "Take out what \"flagpost demo\" put into this database, and give it to production.",
        "Out go the demo's API keys, which everybody knows, its licenses with their activations,"
            + " its block entry, its products as far as nothing else hangs on them, and all"
            + " accounts with their sessions and tokens, which were made for trying out.",
        "Telemetry records, verdicts and the audit log stay, and so does everything else that was"
            + " entered. Whatever is taken out is written to the audit log, in the same transaction."
            + " Run again, it finds nothing to do, and leaves the accounts of production alone.",
        "After that \"flagpost serve\" takes this database, and \"flagpost demo\" does not any more."
      },
      exitCodeList = {
        "0:done, or nothing to do",
        "1:the database cannot be used; nothing was changed",
        "2:the command line is wrong"
      })
  int remove(
      @Option(names = "--dry-run", description = "Only say what would go and what would stay")
          boolean dryRun,
      @Option(
              names = "--keep-accounts",
              description = "Let the accounts stay, with their passwords and tokens")
          boolean keepAccounts,
      @Mixin ConfigOptions config) {
    DemoDataReport report =
        new DirectWork(console, clock, new SecureRandom())
            .run(
                config,
                tools -> {
                  DemoDataRemoval removal = new DemoDataRemoval(tools.changes());
                  return dryRun ? removal.tryOut(keepAccounts) : removal.remove(keepAccounts);
                });
    print(report, dryRun);
    return ExitCodes.OK;
  }

  private void print(DemoDataReport report, boolean dryRun) {
    PrintWriter out = console.out();
    if (report.isEmpty()) {
      out.println("There is nothing of the demo in this database; it is in production.");
      out.flush();
      return;
    }
    out.println(dryRun ? "This would be taken out:" : "Taken out:");
    if (report.taken().isEmpty()) {
      out.println("  nothing");
    }
    for (DemoDataReport.Taken taken : report.taken()) {
      out.println("  " + taken.names().size() + " " + taken.kind());
      taken.names().forEach(name -> out.println("    " + CellText.of(name)));
    }
    out.println(dryRun ? "This would stay:" : "What stays:");
    report.stays().forEach(line -> out.println("  " + CellText.of(line)));
    if (dryRun) {
      out.println("Nothing was changed.");
    } else {
      out.println("The database is in production now: flagpost serve");
      if (!report.hasAccounts()) {
        out.println("An administrator for it: flagpost admin create --name NAME");
      }
    }
    out.flush();
  }
}
