// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import com.google.adk.agents.LlmAgent;
import com.google.adk.agents.RunConfig;
import com.google.adk.events.Event;
import com.google.adk.models.Gemini;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.sessions.Session;
import com.google.adk.tools.Annotations.Schema;
import com.google.adk.tools.FunctionTool;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Google's Agent Development Kit: an agent with two tools. */
public final class Driver {
  private static final String APP = "recording";
  private static final String USER = "user-1";

  public static void main(String[] args) {
    OpenTelemetrySdk telemetry =
        AutoConfiguredOpenTelemetrySdk.builder().setResultAsGlobal().build().getOpenTelemetrySdk();
    Driver driver = new Driver();
    driver.ask("chat-visit-1", "Weather in Bonn?", RunConfig.builder());
    driver.ask(
        "chat-visit-1",
        "Say something.",
        RunConfig.builder().setStreamingMode(RunConfig.StreamingMode.SSE));
    driver.ask("chat-visit-2", "Book a table at Adler.", RunConfig.builder());
    driver.ask("chat-visit-3", "Fail.", RunConfig.builder());
    telemetry.getSdkTracerProvider().shutdown().join(10, TimeUnit.SECONDS);
    System.exit(0); // the client's threads would live on for a minute
  }

  private final InMemoryRunner runner = new InMemoryRunner(concierge(), APP);

  private static LlmAgent concierge() {
    return LlmAgent.builder()
        .name("concierge")
        .instruction("You help.")
        .model(model())
        .tools(
            FunctionTool.create(Driver.class, "getWeather"),
            FunctionTool.create(Driver.class, "bookTable"))
        .build();
  }

  private static Gemini model() {
    HttpOptions options = HttpOptions.builder().baseUrl(Recording.modelServer()).build();
    Client client = Client.builder().apiKey("stub").httpOptions(options).build();
    return Gemini.builder().modelName("gemini-2.5-flash").apiClient(client).build();
  }

  @Schema(name = "get_weather", description = "The weather of a city.")
  public static Map<String, String> getWeather(@Schema(name = "city") String city) {
    return Map.of("weather", Recording.getWeather(city));
  }

  @Schema(name = "book_table", description = "Books a table in a restaurant.")
  public static Map<String, String> bookTable(@Schema(name = "restaurant") String restaurant) {
    return Map.of("table", Recording.bookTable(restaurant));
  }

  private void ask(String chat, String text, RunConfig.Builder config) {
    Session session =
        runner.sessionService().getSession(APP, USER, chat, Optional.empty()).blockingGet();
    if (session == null) {
      session = runner.sessionService().createSession(APP, USER, null, chat).blockingGet();
    }
    try {
      runner
          .runAsync(USER, session.id(), Content.fromParts(Part.fromText(text)), config.build())
          .blockingSubscribe((Event event) -> {});
    } catch (RuntimeException e) {
      System.out.println("run failed: " + e.getClass().getSimpleName());
    }
  }
}
