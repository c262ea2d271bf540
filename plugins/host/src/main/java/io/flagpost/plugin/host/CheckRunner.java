package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.plugin.v1.UndecidedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls a plugin's checks and handles any answer. Everything that the vendor's code throws ends
 * here, as a pending check.
 */
final class CheckRunner {
  private static final int MOST_FLAGS = 16;

  private final PluginLane lane;
  private final PluginHealth conduct;

  CheckRunner(PluginLane lane, PluginHealth conduct) {
    this.lane = lane;
    this.conduct = conduct;
  }

  /** Runs every check of the plugin that has no outcome yet. On the lane's thread. */
  void ask(LaneCall call, LaneThread thread) {
    for (int i = 0; i < call.checks(); i++) {
      Telemetry telemetry = call.round().telemetry();
      if (telemetry != null && !call.round().isClaimed(call.slot(i))) {
        CheckCall asked = call.begin(i);
        thread.during(asked, () -> ask(asked, telemetry));
      }
    }
  }

  private void ask(CheckCall asked, Telemetry telemetry) {
    try {
      CompletionStage<List<Flag>> answer = asked.call().round().question().put(asked, telemetry);
      if (answer == null) {
        fail(asked, "answered null");
      } else {
        answer.whenComplete((flags, error) -> arrive(asked, flags, error));
      }
    } catch (Throwable e) {
      threw(asked, e);
    }
  }

  /**
   * Runs on the thread on which the vendor's code completes the answer, which may be a shared one
   * of the JDK's, so the answer, a list or an exception of the vendor's, is examined on the lane.
   */
  private void arrive(CheckCall asked, @Nullable List<Flag> flags, @Nullable Throwable error) {
    if (lane.isOwn(Thread.currentThread())) {
      take(asked, flags, error);
    } else {
      lane.resume(asked, () -> take(asked, flags, error));
    }
  }

  /** On the lane's thread. */
  private void take(CheckCall asked, @Nullable List<Flag> flags, @Nullable Throwable error) {
    try {
      if (error != null) {
        threw(asked, error);
      } else if (flags == null) {
        fail(asked, "answered null");
      } else {
        List<Flag> own = copy(flags);
        if (asked.call().round().claim(asked.slot(), own)) {
          lane.release(asked.call(), 1);
          conduct.answered(asked.call(), asked, own.size());
          asked.call().round().settle(1);
        }
      }
    } catch (Throwable e) {
      threw(asked, e);
    }
  }

  private void threw(CheckCall asked, Throwable error) {
    if (Faults.causeOf(error) instanceof UndecidedException undecided) {
      CheckRound round = asked.call().round();
      if (round.claimUndecided(asked.slot(), undecided.askAgainIn())) {
        lane.release(asked.call(), 1);
        conduct.undecided(
            asked.call(), asked, VendorText.of(String.valueOf(undecided.getMessage())));
        round.settle(1);
      }
    } else {
      fail(asked, Faults.describe(error));
    }
  }

  private void fail(CheckCall asked, String how) {
    if (asked.call().round().claimPending(asked.slot())) {
      lane.release(asked.call(), 1);
      conduct.failed(asked.call(), asked, how);
      asked.call().round().settle(1);
    } // otherwise it is too late and counts as timed out
  }

  /** Copies with our own limit, because the list is the vendor's code, too. */
  private static List<Flag> copy(List<Flag> flags) {
    List<Flag> copy = new ArrayList<>(0);
    for (Flag flag : flags) {
      if (copy.size() == MOST_FLAGS) {
        throw new IllegalArgumentException("more than " + MOST_FLAGS + " flags");
      }
      copy.add(flag);
    }
    return List.copyOf(copy);
  }
}
