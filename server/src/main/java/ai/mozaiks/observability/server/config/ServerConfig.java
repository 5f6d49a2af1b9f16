// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Everything the server is told at start. Immutable; every part is checked when it is made.
///
/// @param host the address to listen on; never empty. Loopback unless told otherwise, since nothing
///   in front of the server checks who sends
/// @param port the main HTTP port; 0 takes any free port
/// @param grpcPort the port of OTLP over gRPC; 0 takes any free port, [#OFF] opens none
/// @param otlpPort the second port of OTLP over HTTP, the one that clients use unless told
///   otherwise; 0 takes any free port, [#OFF] opens none
/// @param data the folder for everything that must outlive the process; not touched by a store that
///   keeps nothing on disk
/// @param storage where the data is kept, and for how long
/// @param limits the bounds that keep memory bounded whatever arrives
/// @param chats when silence becomes a state, and how long ended chats stay in memory
/// @param content whether message texts are stored
/// @param redaction what is masked beyond the built-in secrets
/// @param prices prices that go before the built-in price table
/// @param chatKeys which attribute carries the chat id
/// @param usageSource which source speaks for an app's tokens and cost
/// @param sources logs that the server follows by itself
/// @param shipping where log records are shipped to
/// @param usage how reported tokens are to be read
/// @param retention what may be deleted before its time
/// @param alerts which alert rules there are
/// @param logging what becomes of the lines of the server's own log
/// @param notifications who is told of alerts
/// @param uptime what is looked at to see whether it is up
/// @param checklist what runs beside this server
public record ServerConfig(
    String host,
    int port,
    int grpcPort,
    int otlpPort,
    Path data,
    StorageConfig storage,
    LimitsConfig limits,
    ChatsConfig chats,
    ContentConfig content,
    RedactionConfig redaction,
    List<PriceConfig> prices,
    ChatKeyConfig chatKeys,
    UsageSourceConfig usageSource,
    List<SourceConfig> sources,
    List<ShippingConfig> shipping,
    UsageConfig usage,
    RetentionConfig retention,
    AlertsConfig alerts,
    LoggingConfig logging,
    NotificationConfig notifications,
    UptimeConfig uptime,
    ChecklistConfig checklist) {

  /// The port number that means "do not open".
  public static final int OFF = -1;

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8000;
  public static final int DEFAULT_GRPC_PORT = 4317;
  public static final int DEFAULT_OTLP_PORT = 4318;

  public ServerConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: empty (expected: an address or a host name)");
    }
    requirePort("port", port, 0);
    requirePort("grpcPort", grpcPort, OFF);
    requirePort("otlpPort", otlpPort, OFF);
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(notifications, "notifications");
    Objects.requireNonNull(uptime, "uptime");
    Objects.requireNonNull(checklist, "checklist");
    prices = List.copyOf(prices);
    sources = List.copyOf(sources);
    shipping = List.copyOf(shipping);
  }

  /// The defaults with a folder for the data.
  public static ServerConfig defaults(Path data) {
    return new ServerConfig(
        DEFAULT_HOST,
        DEFAULT_PORT,
        DEFAULT_GRPC_PORT,
        DEFAULT_OTLP_PORT,
        data,
        StorageConfig.Embedded.DEFAULT,
        LimitsConfig.DEFAULT,
        ChatsConfig.DEFAULT,
        ContentConfig.DEFAULT,
        RedactionConfig.NONE,
        List.of(),
        ChatKeyConfig.NONE,
        UsageSourceConfig.NONE,
        List.of(),
        List.of(),
        UsageConfig.DEFAULT,
        RetentionConfig.DEFAULT,
        AlertsConfig.DEFAULT,
        LoggingConfig.DEFAULT,
        NotificationConfig.NONE,
        UptimeConfig.NONE,
        ChecklistConfig.NONE);
  }

  /// Starts a changed copy.
  public Builder toBuilder() {
    return new Builder(this);
  }

  private static void requirePort(String name, int port, int least) {
    if (port < least || port > 65_535) {
      throw new IllegalArgumentException(
          name + ": " + port + " (expected: from " + least + " to 65535)");
    }
  }

  /// Makes a changed copy; each method takes what the component of the same name takes. Not for
  /// several threads.
  public static final class Builder {
    private String host;
    private int port;
    private int grpcPort;
    private int otlpPort;
    private Path data;
    private StorageConfig storage;
    private LimitsConfig limits;
    private ChatsConfig chats;
    private ContentConfig content;
    private RedactionConfig redaction;
    private List<PriceConfig> prices;
    private ChatKeyConfig chatKeys;
    private UsageSourceConfig usageSource;
    private List<SourceConfig> sources;
    private List<ShippingConfig> shipping;
    private UsageConfig usage;
    private RetentionConfig retention;
    private AlertsConfig alerts;
    private LoggingConfig logging;
    private NotificationConfig notifications;
    private UptimeConfig uptime;
    private ChecklistConfig checklist;

    private Builder(ServerConfig from) {
      host = from.host;
      port = from.port;
      grpcPort = from.grpcPort;
      otlpPort = from.otlpPort;
      data = from.data;
      storage = from.storage;
      limits = from.limits;
      chats = from.chats;
      content = from.content;
      redaction = from.redaction;
      prices = from.prices;
      chatKeys = from.chatKeys;
      usageSource = from.usageSource;
      sources = from.sources;
      shipping = from.shipping;
      usage = from.usage;
      retention = from.retention;
      alerts = from.alerts;
      logging = from.logging;
      notifications = from.notifications;
      uptime = from.uptime;
      checklist = from.checklist;
    }

    public Builder host(String value) {
      host = value;
      return this;
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder grpcPort(int value) {
      grpcPort = value;
      return this;
    }

    public Builder otlpPort(int value) {
      otlpPort = value;
      return this;
    }

    public Builder data(Path value) {
      data = value;
      return this;
    }

    public Builder storage(StorageConfig value) {
      storage = value;
      return this;
    }

    public Builder limits(LimitsConfig value) {
      limits = value;
      return this;
    }

    public Builder chats(ChatsConfig value) {
      chats = value;
      return this;
    }

    public Builder content(ContentConfig value) {
      content = value;
      return this;
    }

    public Builder redaction(RedactionConfig value) {
      redaction = value;
      return this;
    }

    public Builder prices(List<PriceConfig> value) {
      prices = value;
      return this;
    }

    public Builder chatKeys(ChatKeyConfig value) {
      chatKeys = value;
      return this;
    }

    public Builder usageSource(UsageSourceConfig value) {
      usageSource = value;
      return this;
    }

    public Builder sources(List<SourceConfig> value) {
      sources = value;
      return this;
    }

    public Builder shipping(List<ShippingConfig> value) {
      shipping = value;
      return this;
    }

    public Builder usage(UsageConfig value) {
      usage = value;
      return this;
    }

    public Builder retention(RetentionConfig value) {
      retention = value;
      return this;
    }

    public Builder alerts(AlertsConfig value) {
      alerts = value;
      return this;
    }

    public Builder logging(LoggingConfig value) {
      logging = value;
      return this;
    }

    public Builder notifications(NotificationConfig value) {
      notifications = value;
      return this;
    }

    public Builder uptime(UptimeConfig value) {
      uptime = value;
      return this;
    }

    public Builder checklist(ChecklistConfig value) {
      checklist = value;
      return this;
    }

    /// The checked result.
    public ServerConfig build() {
      return new ServerConfig(
          host,
          port,
          grpcPort,
          otlpPort,
          data,
          storage,
          limits,
          chats,
          content,
          redaction,
          prices,
          chatKeys,
          usageSource,
          sources,
          shipping,
          usage,
          retention,
          alerts,
          logging,
          notifications,
          uptime,
          checklist);
    }
  }
}
