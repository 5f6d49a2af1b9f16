// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModuleTest {

  @Test
  void needsNothingButTheJdkAtRunTime() throws URISyntaxException {
    Path classes =
        Path.of(ChatEvent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module = ModuleFinder.of(classes).findAll().iterator().next().descriptor();

    Set<String> atRunTime =
        module.requires().stream()
            .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
            .map(Requires::name)
            .collect(Collectors.toSet());

    assertThat(atRunTime).containsExactlyInAnyOrder("java.base", "java.net.http");
    assertThat(module.requires())
        .extracting(Requires::name)
        .containsExactlyInAnyOrder("java.base", "java.net.http", "org.jspecify");
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder(
            "ai.mozaiks.observability.recorder", "ai.mozaiks.observability.recorder.redaction");
  }
}
