import type { ComponentChildren } from "preact";
import type { Dimension, Tally } from "../../api/types";
import type { Sums } from "../../state/series";

/** What a page of this kind is about. */
export interface Subject {
  readonly dimension: Dimension;
  readonly path: string;
  /** several of them, as a title */
  readonly title: string;
  readonly one: string;
  /** which duration tells most of it, as /api/percentiles calls it */
  readonly measure: "turn_duration" | "llm_call_duration" | "tool_call_duration";
  readonly measureName: string;
  /** by what it is broken down further */
  readonly further: readonly Dimension[];
  readonly counts: (sums: Sums | Tally) => number;
  /** what to do when there is none */
  readonly teach: ComponentChildren;
}

const turns = (sums: Sums | Tally) => sums.agent_turns;

export const AGENTS: Subject = {
  dimension: "agent",
  path: "/agents",
  title: "Agents",
  one: "Agent",
  measure: "turn_duration",
  measureName: "Turn",
  further: ["model", "tool", "workflow"],
  counts: turns,
  teach: "Agents are named by gen_ai.agent.name of spans, or agent_name of events.",
};

export const WORKFLOWS: Subject = {
  dimension: "workflow",
  path: "/workflows",
  title: "Workflows",
  one: "Workflow",
  measure: "turn_duration",
  measureName: "Turn",
  further: ["agent", "model", "user"],
  counts: turns,
  teach: "Workflows are named by workflow_name of events, or the attributes that docs/dialects.md lists.",
};

export const MODELS: Subject = {
  dimension: "model",
  path: "/models",
  title: "Models",
  one: "Model",
  measure: "llm_call_duration",
  measureName: "Call",
  further: ["agent", "workflow", "user"],
  counts: (sums) => sums.llm_calls,
  teach: "Models are named by gen_ai.response.model or gen_ai.request.model of spans.",
};

export const TOOLS: Subject = {
  dimension: "tool",
  path: "/tools",
  title: "Tools",
  one: "Tool",
  measure: "tool_call_duration",
  measureName: "Call",
  further: ["agent", "workflow"],
  counts: (sums) => sums.tool_calls,
  teach: "Tools are named by gen_ai.tool.name of spans, or tool_name of events.",
};

export const USERS: Subject = {
  dimension: "user",
  path: "/users",
  title: "Users",
  one: "User",
  measure: "turn_duration",
  measureName: "Turn",
  further: ["workflow", "model", "agent"],
  counts: turns,
  teach: "Users are named by user_id of events, or user.id and enduser.id of spans.",
};

export const APPS: Subject = {
  dimension: "app",
  path: "/apps",
  title: "Apps",
  one: "App",
  measure: "turn_duration",
  measureName: "Turn",
  further: ["workflow", "model", "user"],
  counts: turns,
  teach: "Apps are named by app.id or service.name of the resource, or app_id of events.",
};

export const PROVIDERS: Subject = {
  dimension: "provider",
  path: "/providers",
  title: "Providers",
  one: "Provider",
  measure: "llm_call_duration",
  measureName: "Call",
  further: ["model", "agent", "app"],
  counts: (sums) => sums.llm_calls,
  teach: "Providers are named by gen_ai.provider.name of spans, or provider of events.",
};

export const SUBJECTS: { readonly [dimension in Dimension]: Subject } = { agent: AGENTS, workflow: WORKFLOWS, model: MODELS, tool: TOOLS, user: USERS, app: APPS, provider: PROVIDERS };

/** Whether it is a kind of model calls, which have no turns. */
export function isOfCalls(subject: Subject): boolean {
  return subject.measure === "llm_call_duration";
}
