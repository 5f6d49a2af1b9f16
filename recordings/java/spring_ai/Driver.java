// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.function.Function;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** Spring AI's chat client, its observations made spans by Micrometer Tracing. */
final class Driver {
  record City(String city) {}

  record Restaurant(String restaurant) {}

  private final ChatClient client;

  private Driver(ObservationRegistry observations) {
    OpenAiChatOptions options =
        OpenAiChatOptions.builder()
            .baseUrl(Recording.modelServer() + "/v1")
            .apiKey("stub")
            .model("gpt-4o-mini")
            .maxRetries(0)
            .streamUsage(true)
            .build();
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .options(options)
            .observationRegistry(observations)
            .meterRegistry(new SimpleMeterRegistry())
            .build();
    ToolCallingManager tools =
        ToolCallingManager.builder().observationRegistry(observations).build();
    ChatMemory memory = MessageWindowChatMemory.builder().build();
    client =
        ChatClient.builder(
                model,
                observations,
                null,
                null,
                ToolCallingAdvisor.builder().toolCallingManager(tools))
            .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
            .defaultTools(
                tool("get_weather", City.class, city -> Recording.getWeather(city.city())),
                tool("book_table", Restaurant.class, r -> Recording.bookTable(r.restaurant())))
            .build();
  }

  private static <T> ToolCallback tool(String name, Class<T> input, Function<T, String> run) {
    return FunctionToolCallback.builder(name, run).description(name).inputType(input).build();
  }

  public static void main(String[] args) {
    SdkTracerProvider provider = tracerProvider();
    Driver driver = new Driver(observations(provider));
    driver.ask("chat-visit-1", "Weather in Bonn?");
    driver.stream("chat-visit-1", "Say something.");
    driver.ask("chat-visit-2", "Book a table at Adler.");
    try {
      driver.ask("chat-visit-2", "Fail.");
    } catch (RuntimeException e) {
      System.out.println("call failed: " + e.getClass().getSimpleName());
    }
    provider.close();
    System.exit(0); // the client's threads would live on for a minute
  }

  private static SdkTracerProvider tracerProvider() {
    String endpoint = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") + "/v1/traces";
    OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build();
    return SdkTracerProvider.builder()
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).setMaxExportBatchSize(4).build())
        .build();
  }

  private static ObservationRegistry observations(SdkTracerProvider provider) {
    Tracer tracer =
        new OtelTracer(
            provider.get("org.springframework.boot"), new OtelCurrentTraceContext(), event -> {});
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig()
        .observationHandler(new DefaultTracingObservationHandler(tracer));
    return observations;
  }

  private ChatClient.ChatClientRequestSpec asked(String chat, String text) {
    return client.prompt(text).advisors(a -> a.param(ChatMemory.CONVERSATION_ID, chat));
  }

  private void ask(String chat, String text) {
    asked(chat, text).call().content();
  }

  private void stream(String chat, String text) {
    asked(chat, text).stream().content().blockLast();
  }
}
