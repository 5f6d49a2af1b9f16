// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Lines as AG2 writes them, with made-up contents.
final class LogLine {
  static final String SESSION = "6e08f3e0-392b-434e-8b69-4ab36c4fcf99";
  static final String OTHER_SESSION = "11111111-392b-434e-8b69-4ab36c4fcf99";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LogLine() {}

  static String started(String session) {
    return "Started new session with Session ID: " + session;
  }

  static String client(String session, long client, long wrapper) {
    return """
    {"client_id": %d, "wrapper_id": %d, "session_id": "%s", "class": "GeminiClient", \
    "json_state": "{\\"api_key\\": \\"sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd\\"}", \
    "timestamp": "2026-05-06 15:20:20.100000", "thread_id": 140234}\
    """
        .formatted(client, wrapper, session);
  }

  static String agent(String session, long id, String name) {
    return """
    {"id": %d, "agent_name": "%s", "wrapper_id": "", "session_id": "%s", \
    "current_time": "2026-05-06 15:20:20.050000", "agent_type": "AssistantAgent", \
    "args": {"llm_config": {"config_list": [{"model": "m", "api_key": \
    "sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd", "base_url": "https://u:hunter2pass@example.org"}]}}, \
    "thread_id": 140234}\
    """
        .formatted(id, name, session);
  }

  /// A call of the model with 120 and 48 tokens.
  static String call(String invocation, long client, long wrapper, String more) {
    return call(invocation, client, wrapper, answer(120, 48), more);
  }

  static String answer(int prompt, int completion) {
    return "ChatCompletion(id='chatcmpl-A1b2C3', choices=[Choice(finish_reason='stop', index=0,"
        + " logprobs=None, message=ChatCompletionMessage(content='hello, usage=X(prompt_tokens=7)',"
        + " refusal=None, role='assistant'))], created=1778080821, model='gpt-4o-mini-2024-07-18',"
        + " object='chat.completion', usage=CompletionUsage(completion_tokens="
        + completion
        + ", prompt_tokens="
        + prompt
        + ", total_tokens=168, completion_tokens_details=CompletionTokensDetails(reasoning_tokens=5),"
        + " prompt_tokens_details=PromptTokensDetails(audio_tokens=0, cached_tokens=64)),"
        + " cost=4.68e-05)";
  }

  static String call(String invocation, long client, long wrapper, String response, String more) {
    return """
    {"invocation_id": "%s", "client_id": %d, "wrapper_id": %d, "request": {"messages": \
    [{"role": "user", "content": "the key is sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd"}], \
    "model": "gpt-4o-mini"}, "response": %s, "is_cached": 0, "cost": 4.68e-05, \
    "start_time": "2026-05-06 15:20:21.263231", "end_time": "2026-05-06 15:20:22.083169", \
    "thread_id": 140234, "source_name": "planner"%s}\
    """
        .formatted(invocation, client, wrapper, JSON.writeValueAsString(response), more);
  }

  static String received(long source, String agent, String message, String time) {
    return event(
        source,
        agent,
        "received_message",
        "{\"message\": " + message + ", \"sender\": \"user\", \"valid\": true}",
        time);
  }

  static String reply(long source, String agent, boolean last, String reply, String time) {
    return event(
        source,
        agent,
        "reply_func_executed",
        "{\"reply_func_module\": \"m\", \"reply_func_name\": \"f\", \"final\": "
            + last
            + ", \"reply\": "
            + reply
            + "}",
        time);
  }

  private static String event(long source, String agent, String name, String state, String time) {
    return """
    {"source_id": %d, "source_name": "%s", "event_name": "%s", "agent_module": "m", \
    "agent_class": "AssistantAgent", "json_state": %s, "timestamp": "2026-05-06 %s", \
    "thread_id": 140234}\
    """
        .formatted(source, agent, name, JSON.writeValueAsString(state), time);
  }

  static String use(long source, String agent, String returns, String time) {
    return """
    {"source_id": %d, "source_name": "%s", "agent_module": "m", "agent_class": "A", \
    "timestamp": "2026-05-06 %s", "thread_id": 140234, \
    "input_args": "{\\"password\\": \\"hunter2hunter2\\"}", "returns": %s}\
    """
        .formatted(source, agent, time, JSON.writeValueAsString(returns));
  }

  /// Reads the only line of a file.
  static LogReader.Result read(LogReader log, byte[] line) {
    return log.read(line, new LogReader.Place(LogContent.ofWhole(line), 0));
  }

  /// What a log with these lines tells of; none of them is rejected.
  static List<ChatEvent> events(String... lines) {
    return events(new RuntimeLog(new LogNames(LogNames.Name.NONE, "runtime.log")), lines);
  }

  static List<ChatEvent> events(LogReader log, String... lines) {
    List<ChatEvent> events = new ArrayList<>();
    for (String line : lines) {
      LogReader.Result result = read(log, line.getBytes(StandardCharsets.UTF_8));
      if (result.rejection() != null) {
        throw new AssertionError(result.rejection() + ": " + line);
      }
      events.addAll(result.events());
    }
    return events;
  }
}
