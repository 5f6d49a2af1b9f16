// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;

/** LangChain4j in Quarkus, whose extension makes its spans: an AI service with two tools. */
@QuarkusMain
public class Driver implements QuarkusApplication {

  @ApplicationScoped
  public static class Tools {
    @Tool(name = "get_weather", value = "The weather of a city.")
    public String getWeather(@P("city") String city) {
      return Recording.getWeather(city);
    }

    @Tool(name = "book_table", value = "Books a table in a restaurant.")
    public String bookTable(@P("restaurant") String restaurant) {
      return Recording.bookTable(restaurant);
    }
  }

  @RegisterAiService(tools = Tools.class)
  public interface Concierge {
    @SystemMessage("You help.")
    String ask(@MemoryId String chat, @UserMessage String text);

    @SystemMessage("You help.")
    Multi<String> stream(@MemoryId String chat, @UserMessage String text);
  }

  @Inject Concierge concierge;

  public static void main(String[] args) {
    Quarkus.run(Driver.class, args);
  }

  @Override
  @ActivateRequestContext
  public int run(String... args) {
    if (args.length > 0 && args[0].equals("stream")) {
      concierge.stream("chat-visit-1", "Say something.").collect().asList().await().indefinitely();
      return 0;
    }
    concierge.ask("chat-visit-1", "Weather in Bonn?");
    concierge.ask("chat-visit-2", "Book a table at Adler.");
    try {
      concierge.ask("chat-visit-3", "Fail.");
    } catch (RuntimeException e) {
      System.out.println("call failed: " + e.getClass().getSimpleName());
    }
    return 0;
  }
}
