package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls a plugin's checks and takes what they answer, whatever that is. Everything the vendor's
 * code can throw ends here, as a check that is pending.
 */
final class CheckRunner {
  private static final int MOST_FLAGS = 16;

  private final PluginLane lane;
  private final Conduct conduct;

  CheckRunner(PluginLane lane, Conduct conduct) {
    this.lane = lane;
    this.conduct = conduct;
  }

  /** Asks every check of the plugin that has no outcome yet. On the lane's thread. */
  void ask(LaneCall call, LaneThread thread) {
    int place = call.member().firstPlace();
    for (HostedCheck check : call.member().checks()) {
      int here = place++;
      Telemetry telemetry = call.round().telemetry();
      if (telemetry != null && !call.round().isClaimed(here)) {
        call.markStarted();
        thread.during(call, () -> ask(call, check.check(), telemetry, here));
      }
    }
  }

  private void ask(LaneCall call, RedFlagCheck check, Telemetry telemetry, int place) {
    try {
      CompletionStage<List<Flag>> answer = check.check(telemetry, call);
      if (answer == null) {
        fail(call, place, "answered null");
      } else {
        answer.whenComplete((flags, error) -> arrive(call, place, flags, error));
      }
    } catch (Throwable e) {
      fail(call, place, Faults.describe(e));
    }
  }

  /**
   * On whatever thread the vendor's code answers from, which may be one of the JDK's that everybody
   * shares: what the answer is, a list or an exception of the vendor's, is looked at on the lane.
   */
  private void arrive(
      LaneCall call, int place, @Nullable List<Flag> flags, @Nullable Throwable error) {
    if (lane.isOwn(Thread.currentThread())) {
      take(call, place, flags, error);
    } else {
      lane.resume(call, () -> take(call, place, flags, error));
    }
  }

  /** On the lane's thread. */
  private void take(
      LaneCall call, int place, @Nullable List<Flag> flags, @Nullable Throwable error) {
    try {
      if (error != null) {
        fail(call, place, Faults.describe(error));
      } else if (flags == null) {
        fail(call, place, "answered null");
      } else {
        List<Flag> own = copy(flags);
        if (call.round().claim(place, own)) {
          lane.release(call, 1);
          conduct.answered(call, own.size());
          call.round().settle(1);
        }
      }
    } catch (Throwable e) {
      fail(call, place, Faults.describe(e));
    }
  }

  private void fail(LaneCall call, int place, String how) {
    if (call.round().claimPending(place)) {
      lane.release(call, 1);
      conduct.failed(call, how);
      call.round().settle(1);
    } // else it is too late: it counts as timed out
  }

  /** Copies under a limit of our own: the list is the vendor's code, too. */
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
