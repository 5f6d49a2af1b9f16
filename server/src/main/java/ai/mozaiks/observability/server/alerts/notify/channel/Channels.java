// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.time.InstantSource;

/// Makes the channel that a configuration asks for.
public final class Channels {
  private Channels() {}

  /// Makes one.
  ///
  /// @param clock the time of sending
  public static Channel of(ChannelConfig config, InstantSource clock) {
    ChannelConfig.Templates templates = config.templates();
    return switch (config.target()) {
      case ChannelConfig.Email email -> new EmailChannel(email, templates);
      case ChannelConfig.Slack slack -> new SlackChannel(slack, templates, clock);
      case ChannelConfig.Teams teams -> new TeamsChannel(teams, templates, clock);
      case ChannelConfig.Webhook webhook -> new WebhookChannel(config.name(), webhook, clock);
      case ChannelConfig.PagerDuty pagerDuty -> new PagerDutyChannel(pagerDuty, templates, clock);
      case ChannelConfig.Opsgenie opsgenie -> new OpsgenieChannel(opsgenie, templates, clock);
      case ChannelConfig.Alertmanager alertmanager -> new AlertmanagerChannel(alertmanager, clock);
    };
  }
}
