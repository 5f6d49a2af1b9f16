// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;

/** The OpenAI client under the OpenTelemetry Java agent; the application names its chats. */
final class Driver {
  private static final String MODEL = "gpt-4o-mini";
  private final OpenAIClient client = OpenAIOkHttpClient.builder().fromEnv().maxRetries(0).build();

  public static void main(String[] args) {
    Driver driver = new Driver();
    visit("chat-visit-1", () -> {
      driver.client.chat().completions().create(asked("Weather in Bonn?").build());
      driver.client.embeddings().create(embedding());
    });
    visit("chat-visit-2", () -> {
      driver.stream(asked("Say something.").streamOptions(withUsage()));
      driver.stream(asked("Say something."));
      try {
        driver.client.chat().completions().create(asked("Fail.").build());
      } catch (RuntimeException e) {
        System.out.println("call failed: " + e.getClass().getSimpleName());
      }
    });
    System.exit(0); // the client's threads would live on for a minute; the agent exports at the exit
  }

  private static void visit(String chat, Runnable talk) {
    Span visit =
        GlobalOpenTelemetry.getTracer("recording").spanBuilder("visit").startSpan()
            .setAttribute("session.id", chat);
    try (var scope = visit.makeCurrent()) {
      talk.run();
    } finally {
      visit.end();
    }
  }

  private static ChatCompletionCreateParams.Builder asked(String text) {
    return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(text);
  }

  private static ChatCompletionStreamOptions withUsage() {
    return ChatCompletionStreamOptions.builder().includeUsage(true).build();
  }

  private static EmbeddingCreateParams embedding() {
    return EmbeddingCreateParams.builder().model("text-embedding-3-small").input("Bonn").build();
  }

  private void stream(ChatCompletionCreateParams.Builder asked) {
    try (var chunks = client.chat().completions().createStreaming(asked.build())) {
      chunks.stream().forEach(chunk -> {});
    }
  }
}
