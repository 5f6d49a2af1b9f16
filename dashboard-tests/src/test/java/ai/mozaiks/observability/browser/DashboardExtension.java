// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the server, and a page of their own with a fresh profile. A test fails when
/// something went wrong in its page that it did not ask about.
final class DashboardExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace ALL = Namespace.create(DashboardExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return type == DashboardServer.class || type == DashboardPage.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    // Without a browser the test is skipped, before the server is filled for nothing.
    Store shared = test.getRoot().getStore(ALL);
    Chromium chromium = shared.computeIfAbsent(Chromium.class, _ -> new Chromium(), Chromium.class);
    DashboardServer server =
        shared.computeIfAbsent(DashboardServer.class, _ -> started(), DashboardServer.class);
    return parameter.getParameter().getType() == DashboardServer.class
        ? server
        : test.getStore(ALL)
            .computeIfAbsent(
                DashboardPage.class,
                _ -> new DashboardPage(chromium.browser(), server.url()),
                DashboardPage.class);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    DashboardPage page = test.getStore(ALL).get(DashboardPage.class, DashboardPage.class);
    if (page != null) {
      assertThat(page.faults()).as("faults in the page").isEmpty();
    }
  }

  private static DashboardServer started() {
    try {
      return DashboardServer.start();
    } catch (Exception e) {
      throw new IllegalStateException("The server could not be filled", e);
    }
  }
}
