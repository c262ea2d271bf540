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

/** {@code flagpost demo-data generate|remove}. */
@Command(
    name = "demo-data",
    description = {
      "Generate records in a demo's empty database, or remove the demo's data from the database, so"
          + " that it can be used in production.",
      "Run it on a node, with its configuration and as its user, while no gateway is running. An"
          + " embedded PostgreSQL is started temporarily."
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
      name = "generate",
      sortOptions = false,
      description = {
        "Generate records of the past in the empty database of a demo.",
        "Three products of a made-up vendor, with ordinary use in which there are stories to find:"
            + " a leaked license, a cloned activation, a key generator, a cracked version that"
            + " spreads, an innocent test farm, licenses that fall silent. The gateway receives,"
            + " judges and counts them as it does real ones, as of their time.",
        "\"flagpost demo\" begins with 200000 of them by itself; this is for other numbers, such as"
            + " those of a benchmark. The same numbers with the same seed give the same stories."
            + " A run that was interrupted goes on with the next one.",
        "Refused if the database has records already, or is in production."
      },
      exitCodeList = {
        "0:done",
        "1:refused, or the database cannot be used",
        "2:the command line is wrong"
      })
  int generate(
      @Option(
              names = "--records",
              required = true,
              paramLabel = "N",
              description = "How many, at least 1000")
          long records,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "90",
              description =
                  "Over how many days until now they are spread, 7 to 366 (default:"
                      + " ${DEFAULT-VALUE})")
          int days,
      @Option(
              names = "--seed",
              paramLabel = "N",
              defaultValue = "17",
              description = "Another number gives other data (default: ${DEFAULT-VALUE})")
          long seed,
      @Option(
              names = "--no-wait",
              description =
                  "Only write them: checks on stored records and statistics go on at the next"
                      + " start of the demo")
          boolean noWait,
      @Mixin ConfigOptions config) {
    new DemoDataGeneration(console).run(config, records, days, seed, !noWait);
    return ExitCodes.OK;
  }

  @Command(
      name = "remove",
      sortOptions = false,
      description = {
        "Remove what \"flagpost demo\" put into this database, and switch it to production.",
        "It removes the demo's API keys, which everybody knows, its licenses with their"
            + " activations, its block entry, its products unless other data refers to them, and"
            + " all accounts with their sessions and tokens, which were created for the demo; and"
            + " the generated records, with their verdicts, licenses and products.",
        "Telemetry records that were sent, their verdicts and the audit log stay, and so does"
            + " everything else that was entered. All removals are written to the audit log, in the same transaction."
            + " A second run finds nothing to do, and leaves the accounts of production alone.",
        "Afterwards \"flagpost serve\" accepts this database, and \"flagpost demo\" no longer does."
      },
      exitCodeList = {
        "0:done, or nothing to do",
        "1:the database cannot be used; nothing was changed",
        "2:the command line is wrong"
      })
  int remove(
      @Option(
              names = "--dry-run",
              description = "Only show what would be removed and what would stay")
          boolean dryRun,
      @Option(
              names = "--keep-accounts",
              description = "Keep the accounts, with their passwords and tokens")
          boolean keepAccounts,
      @Mixin ConfigOptions config) {
    DemoDataReport report =
        new DirectWork(console, clock, new SecureRandom())
            .runAsOwner(
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
    out.println(dryRun ? "This would be removed:" : "Removed:");
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
        out.println("Create an administrator: flagpost admin create --name NAME");
      }
    }
    out.flush();
  }
}
