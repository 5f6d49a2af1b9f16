// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import java.util.List;

/// What is said in the simulated chats: a question and an answer for each model call, decided by
/// the id of its trace and span. Without characters that JSON escapes.
final class Talk {
  private static final List<String> QUESTIONS =
      List.of(
          "Where is my order?",
          "Please sum up the sales of last week.",
          "Write a form that asks for a date and a name.",
          "Which of these reports contradict each other?",
          "Can you move my appointment to Thursday?",
          "Why is the invoice of March higher than usual?");

  private static final List<String> ANSWERS =
      List.of(
          "I looked it up: it is on its way and should be there tomorrow.",
          "Here is what I found, with the sources below.",
          "Done. Have a look and tell me what to change.",
          "I need one more detail before I can go on.",
          "Two of them disagree about the date; I marked the lines.");

  private Talk() {}

  /// The same for all calls of one run.
  static String question(PlannedSpan span) {
    return QUESTIONS.get(Math.floorMod(span.traceId().hashCode(), QUESTIONS.size()));
  }

  static String answer(PlannedSpan span, Workflow.Agent agent) {
    return agent.name()
        + ": "
        + ANSWERS.get(Math.floorMod(span.spanId().hashCode(), ANSWERS.size()));
  }
}
