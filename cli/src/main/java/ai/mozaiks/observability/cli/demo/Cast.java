// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.Workflow.Agent;
import ai.mozaiks.observability.cli.demo.Workflow.Style;
import java.util.List;

/// The cast of the demo.
final class Cast {
  private static final Model GPT_4O =
      new Model("openai", "gpt-4o", "gpt-4o-2024-08-06", 420, 85, false, null);
  private static final Model GPT_4O_MINI =
      new Model("openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 310, 110, false, null);
  private static final Model O4_MINI =
      new Model("openai", "o4-mini", "o4-mini-2025-04-16", 1900, 95, true, null);
  private static final Model SONNET =
      new Model(
          "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 780, 70, false, null);
  private static final Model GEMINI =
      new Model("gcp.gemini", "gemini-2.5-flash", "gemini-2.5-flash", 350, 160, true, null);
  private static final Model MISTRAL =
      new Model("mistral_ai", "mistral-large-latest", "mistral-large-2411", 520, 60, false, 0.0042);

  /// No price table knows it: its calls stay unpriced.
  private static final Model IN_HOUSE =
      new Model("in-house", "house-llm-7b", "house-llm-7b", 90, 45, false, null);

  private Cast() {}

  static List<Company> companies() {
    Workflow generator =
        new Workflow(
            "Generator",
            Style.GEN_AI,
            List.of(
                new Agent("planner", O4_MINI, List.of("search_docs")),
                new Agent("writer", GPT_4O, List.of("read_file", "write_file")),
                new Agent("reviewer", SONNET, List.of("run_tests"))),
            2400,
            5);
    Workflow dataAnalysis =
        new Workflow(
            "DataAnalysis",
            Style.OPEN_INFERENCE,
            List.of(
                new Agent("analyst", GEMINI, List.of("run_sql", "describe_table", "plot")),
                new Agent("critic", GPT_4O_MINI, List.of())),
            5200,
            3);
    Workflow supportTriage =
        new Workflow(
            "SupportTriage",
            Style.GEN_AI,
            List.of(
                new Agent("classifier", GPT_4O_MINI, List.of()),
                new Agent("support_agent", GPT_4O_MINI, List.of("get_order_status", "refund"))),
            900,
            8);
    Workflow research =
        new Workflow(
            "DeepResearch",
            Style.OPEN_INFERENCE,
            List.of(
                new Agent("researcher", SONNET, List.of("web_search", "fetch_page")),
                new Agent("summariser", MISTRAL, List.of())),
            8800,
            2);
    Workflow mailRouting =
        new Workflow(
            "MailRouting",
            Style.GEN_AI,
            List.of(new Agent("router", IN_HOUSE, List.of("lookup_customer"))),
            600,
            6);
    return List.of(
        new Company("demo-acme", List.of(generator, supportTriage), 24, 5),
        new Company("demo-globex", List.of(dataAnalysis, research, supportTriage), 12, 3),
        new Company("demo-initech", List.of(mailRouting, generator), 8, 2));
  }
}
