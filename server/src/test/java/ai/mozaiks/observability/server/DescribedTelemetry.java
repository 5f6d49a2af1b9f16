// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.time.Instant;

/// What is sent to a [DescribedServer].
final class DescribedTelemetry {
  private DescribedTelemetry() {}

  static String trace(String chat, int trace, Instant at) {
    long nanos = at.toEpochMilli() * 1_000_000;
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
      {"traceId":"%032x","spanId":"00000000000000aa","name":"invoke_agent planner","kind":1,
       "startTimeUnixNano":"%d","endTimeUnixNano":"%d",
       "links":[{"traceId":"000000000000000000000000000000cc","spanId":"00000000000000cc"}],
       "events":[{"name":"note","timeUnixNano":"%d","attributes":[]}],"attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
        {"key":"gen_ai.agent.name","value":{"stringValue":"planner"}},
        {"key":"user.id","value":{"stringValue":"ann"}},
        {"key":"gen_ai.input.messages","value":{"stringValue":"where is my order"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"%s"}}]}]}]}]}
    """
        .formatted(trace, nanos, nanos + 1_000_000, nanos, chat);
  }

  static String logs(int trace, Instant at) {
    long nanos = at.toEpochMilli() * 1_000_000;
    return """
    {"resourceLogs":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"scope":{"name":"shop.orders"},"logRecords":[
      {"timeUnixNano":"%1$d","observedTimeUnixNano":"%1$d","severityNumber":9,"traceId":"%2$032x","spanId":"00000000000000aa",
       "body":{"stringValue":"order 7 placed"},"attributes":[{"key":"order","value":{"intValue":"7"}}]},
      {"timeUnixNano":"%1$d","severityNumber":17,"body":{"kvlistValue":{"values":[{"key":"why","value":{"stringValue":"refuse me"}}]}}}]}]}]}
    """
        .formatted(nanos, trace);
  }

  static String metrics(Instant at) {
    return METRICS.replace("NOW", Long.toString(at.toEpochMilli() * 1_000_000));
  }

  private static final String METRICS =
      """
      {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
       "scopeMetrics":[{"metrics":[
        {"name":"queue","gauge":{"dataPoints":[{"timeUnixNano":"NOW","asDouble":1.5},{"timeUnixNano":"NOW","asDouble":"NaN","attributes":[{"key":"a","value":{"stringValue":"b"}}]}]}},
        {"name":"orders","unit":"1","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"startTimeUnixNano":"NOW","timeUnixNano":"NOW","asInt":"7"}]}},
        {"name":"took","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[{"startTimeUnixNano":"NOW","timeUnixNano":"NOW","count":"1","sum":2,"min":2,"max":2,"bucketCounts":["0","1"],"explicitBounds":[1]}]}},
        {"name":"sizes","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"NOW","count":"1","sum":2,"scale":0,"zeroCount":"0","positive":{"offset":1,"bucketCounts":["1"]},"negative":{"bucketCounts":[]}}]}},
        {"name":"share","summary":{"dataPoints":[{"timeUnixNano":"NOW","count":"1","sum":2,"quantileValues":[{"quantile":0.5,"value":2}]}]}}]}]}]}
      """;

  /// A chat that runs in circles and too far, one that two apps have, one that ended, one to
  /// delete.
  static final String EVENTS =
      """
      {"type":"workflow_start","chat_id":"running","app_id":"shop","workflow_name":"order","user_id":"ann"}
      {"type":"agent_turn","chat_id":"running","app_id":"shop","workflow_name":"order","agent_name":"planner","duration_sec":1.5}
      {"type":"agent_turn","chat_id":"running","app_id":"shop","workflow_name":"order","agent_name":"planner","duration_sec":2.5}
      {"type":"agent_turn","chat_id":"running","app_id":"shop","workflow_name":"order","agent_name":"writer","duration_sec":3.5,"error_type":"Refused"}
      {"type":"tool_call","chat_id":"running","app_id":"shop","workflow_name":"order","tool_name":"search","arguments":{"q":1},"event_id":"t1"}
      {"type":"tool_call","chat_id":"running","app_id":"shop","workflow_name":"order","tool_name":"search","arguments":{"q":1},"event_id":"t2"}
      {"type":"tool_call","chat_id":"running","app_id":"shop","workflow_name":"order","tool_name":"search","arguments":{"q":1},"event_id":"t3"}
      {"type":"llm_call","chat_id":"running","app_id":"shop","workflow_name":"order","agent_name":"planner","provider":"openai","model":"gpt-4o","prompt_tokens":10,"completion_tokens":3,"cached_read_tokens":1,"reasoning_tokens":1,"time_to_first_token_sec":0.2,"duration_sec":1.5}
      {"type":"llm_call","chat_id":"running","app_id":"shop","workflow_name":"order","agent_name":"planner","model":"house-llm","prompt_tokens":10,"completion_tokens":3,"duration_sec":1.5}
      {"type":"agent_turn","chat_id":"both","app_id":"shop","agent_name":"planner","duration_sec":1}
      {"type":"agent_turn","chat_id":"both","app_id":"bank","agent_name":"planner","duration_sec":1}
      {"type":"workflow_start","chat_id":"ended","app_id":"bank","workflow_name":"order","parent_chat_id":"both"}
      {"type":"workflow_end","chat_id":"ended","app_id":"bank","workflow_name":"order","status":"failed","error_type":"Refused"}
      {"type":"agent_turn","chat_id":"of-ben","app_id":"shop","user_id":"ben","agent_name":"planner","duration_sec":1}
      """;

  /// A model call that failed, and tells its tokens.
  static final String FAILED_CALL =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
        {"traceId":"000000000000000000000000000000bb","spanId":"00000000000000bb","name":"chat gpt-4o","kind":3,
         "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000001000000000",
         "status":{"code":2,"message":"timed out"},"attributes":[
          {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
          {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},
          {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
          {"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},
          {"key":"gen_ai.usage.output_tokens","value":{"intValue":"3"}},
          {"key":"error.type","value":{"stringValue":"timeout"}}]}]}]}]}
      """;

  /// Events of each type with all that they can tell.
  static String allEvents(String chat) {
    return """
    {"type":"workflow_start","chat_id":"CHAT","app_id":"shop","workflow_name":"order","user_id":"ann","parent_chat_id":"outer"}
    {"type":"agent_turn","chat_id":"CHAT","app_id":"shop","agent_name":"planner","duration_sec":1.5,"error_type":"Refused","error_message":"no","error_echoed":true}
    {"type":"llm_call","chat_id":"CHAT","app_id":"shop","agent_name":"planner","provider":"openai","request_model":"gpt-4o",\
    "response_model":"gpt-4o-2024","prompt_tokens":10,"completion_tokens":3,"cached_read_tokens":1,"cache_write_tokens":1,\
    "reasoning_tokens":1,"cost_usd":"0.5","cost_rule":"list","duration_sec":1,"time_to_first_token_sec":0.2,"streaming":true,\
    "aggregate":true,"finish_reasons":["stop"],"response_id":"r-1"}
    {"type":"llm_call","chat_id":"CHAT","app_id":"shop","model":"gpt-4o","cached":true}
    {"type":"tool_call","chat_id":"CHAT","app_id":"shop","tool_name":"search","tool_call_id":"c-1","arguments_hash":"00000000000000aa"}
    {"type":"usage_delta","chat_id":"CHAT","app_id":"shop","model":"gpt-4o","prompt_tokens":1}
    {"type":"error","chat_id":"CHAT","app_id":"shop","level":"tool","error_type":"Refused"}
    {"type":"workflow_end","chat_id":"CHAT","app_id":"shop","status":"completed"}
    """
        .replace("CHAT", chat);
  }
}
