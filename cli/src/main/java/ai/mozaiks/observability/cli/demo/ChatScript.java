// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Chat;
import ai.mozaiks.observability.cli.demo.PlannedSpan.Failure;
import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Writes what happens in one chat: messages of a user, each answered by one run of the workflow,
/// in which the agents take their turns. A function of the random numbers and the start only.
final class ChatScript {
  private static final Failure RATE_LIMIT =
      new Failure("RateLimitError", "429: requests per minute exceeded");
  private static final Failure TOOL_TIMEOUT = new Failure("TimeoutError", "upstream timed out");
  private static final Failure GAVE_UP =
      new Failure("MaxTurnsExceeded", "no answer within the allowed turns");

  /// Chances in percent.
  private static final int SLOW = 4;

  private static final int LOCALLY_CACHED = 6;
  private static final int RATE_LIMITED = 4;
  private static final int TOOL_FAILS = 7;
  private static final int RUN_FAILS = 3;
  private static final int LONG_CHAT = 5;

  /// As many as make a chat looping, and a few more.
  private static final int CALLS_OF_A_LOOP = 13;

  private static final int RUNAWAY_MESSAGES = 24;

  private final SplittableRandom random;
  private final Chat chat;
  private final List<PlannedSpan> spans = new ArrayList<>();

  /// The end of the last span so far.
  private Instant now;

  /// Whether the next agent with a tool will go round in circles.
  private boolean loops;

  private ChatScript(SplittableRandom random, Chat chat, Instant start) {
    this.random = random;
    this.chat = chat;
    now = start;
  }

  /// What becomes of a chat.
  enum Fate {
    USUAL,
    /// Its last run never ends: the spans inside it come, its root does not.
    STUCK,
    /// An agent calls a tool again and again with the same arguments.
    LOOPING,
    /// It goes on and on.
    RUNAWAY
  }

  /// Writes a chat.
  ///
  /// @return in no particular order; at least one span
  static List<PlannedSpan> write(SplittableRandom random, Chat chat, Instant start, Fate fate) {
    ChatScript script = new ChatScript(random, chat, start);
    script.loops = fate == Fate.LOOPING;
    int usual = script.chance(LONG_CHAT) ? random.nextInt(8, 16) : 1 + random.nextInt(1, 4) * 2 / 3;
    int messages = fate == Fate.RUNAWAY ? RUNAWAY_MESSAGES : usual;
    for (int message = 1; message <= messages; message++) {
      script.run(message, fate == Fate.STUCK && message == messages);
      script.pause(random.nextInt(4_000, 45_000));
    }
    return script.spans;
  }

  private void run(int message, boolean stuck) {
    Instant start = now;
    ByteString trace = id(16);
    ByteString root = id(8);
    boolean fails = !stuck && chance(RUN_FAILS);
    for (Workflow.Agent agent : chat.workflow().agents()) {
      pause(random.nextInt(2, 30));
      boolean last = turn(trace, root, agent, message);
      if (fails && last) {
        break;
      }
    }
    pause(random.nextInt(1, 10));
    if (!stuck) {
      spans.add(
          new PlannedSpan(
              chat, trace, root, null, start, now, null, new Work.Run(), fails ? GAVE_UP : null));
    }
  }

  /// One turn: call the model, call the tools it asks for, call it again with their results.
  ///
  /// @return whether a tool was called
  private boolean turn(ByteString trace, ByteString root, Workflow.Agent agent, int message) {
    Instant start = now;
    ByteString id = id(8);
    long prompt = (long) (chat.workflow().promptTokens() * (0.6 + 0.25 * message));
    long promptSum = 0;
    long completionSum = 0;
    int rounds = agent.tools().isEmpty() ? 0 : random.nextInt(0, 4);
    boolean looping = loops && !agent.tools().isEmpty();
    if (looping) {
      loops = false;
      rounds = CALLS_OF_A_LOOP;
    }
    for (int round = 0; round <= rounds; round++) {
      pause(random.nextInt(1, 15));
      if (chance(RATE_LIMITED)) {
        call(trace, id, agent, prompt, "", RATE_LIMIT);
        pause(random.nextInt(500, 2_500)); // and again
      }
      boolean asksForTool = round < rounds;
      Work.LlmCall call = call(trace, id, agent, prompt, asksForTool ? "tool_calls" : "stop", null);
      promptSum += call.promptTokens();
      completionSum += call.completionTokens();
      prompt += call.completionTokens() + 150;
      if (asksForTool) {
        tool(trace, id, agent, looping);
      }
    }
    pause(random.nextInt(1, 5));
    spans.add(
        new PlannedSpan(
            chat,
            trace,
            id,
            root,
            start,
            now,
            agent,
            new Work.Turn(promptSum, completionSum),
            null));
    return rounds > 0;
  }

  private Work.LlmCall call(
      ByteString trace,
      ByteString parent,
      Workflow.Agent agent,
      long prompt,
      String finishReason,
      @Nullable Failure failure) {
    Instant start = now;
    Model model = agent.model();
    boolean cached = failure == null && chance(LOCALLY_CACHED);
    boolean streaming = !cached && failure == null && random.nextInt(100) < 70;
    double pace = Math.exp(random.nextGaussian() * 0.35) * (chance(SLOW) ? 8 : 1);
    long output = Math.max(8, (long) (180 * Math.exp(random.nextGaussian() * 0.8)));
    long reasoning = model.reasons() ? output / 2 : 0;
    int firstToken = (int) (model.firstTokenMillis() * pace);
    if (failure != null) {
      pause(random.nextInt(60, 400));
    } else if (cached) {
      pause(random.nextInt(1, 6));
    } else {
      pause(firstToken + (int) (1_000 * output * pace / model.tokensPerSecond()));
    }
    Work.LlmCall call =
        failure == null
            ? new Work.LlmCall(
                prompt,
                random.nextInt(100) < 40 ? prompt / 2 / 128 * 128 : 0,
                output,
                reasoning,
                streaming ? (Integer) firstToken : null,
                finishReason,
                "resp-" + hex(id(8)),
                cached)
            : new Work.LlmCall(0, 0, 0, 0, null, null, "", false);
    spans.add(new PlannedSpan(chat, trace, id(8), parent, start, now, agent, call, failure));
    return call;
  }

  private void tool(ByteString trace, ByteString parent, Workflow.Agent agent, boolean looping) {
    pause(random.nextInt(1, 8));
    Instant start = now;
    String tool =
        looping
            ? agent.tools().getFirst()
            : agent.tools().get(random.nextInt(agent.tools().size()));
    String arguments = looping ? "{\"id\":\"the same again\"}" : "{\"id\":\"" + hex(id(4)) + "\"}";
    boolean fails = chance(TOOL_FAILS);
    pause(fails ? 10_000 : (int) (220 * Math.exp(random.nextGaussian())));
    spans.add(
        new PlannedSpan(
            chat,
            trace,
            id(8),
            parent,
            start,
            now,
            agent,
            new Work.ToolCall(tool, "call_" + hex(id(6)), arguments),
            fails ? TOOL_TIMEOUT : null));
  }

  private void pause(int millis) {
    now = now.plus(Duration.ofMillis(millis));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private ByteString id(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    id[0] |= 1; // never all zeros
    return ByteString.copyFrom(id);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
