// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.config.ConfigValue;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.server.config.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads service levels from the texts of files in the form of OpenSLO v1, with `---` between
/// several.
///
/// One in a later file takes the place of the one with its name in an earlier file, so that a
/// built-in one can be changed; the annotation `mozaiks/off: true` takes it away.
public final class SloFiles {
  private static final String BUILT_IN = "default-slos.yaml";

  private final Map<String, Slo> slos = new LinkedHashMap<>();
  private final Set<String> off = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /// Adds those that are there without any configuration.
  public SloFiles addBuiltIn() {
    try (InputStream in = SloFiles.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new AssertionError("the program is packed without " + BUILT_IN);
      }
      return add(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(BUILT_IN, e);
    }
  }

  /// Adds those of a file.
  ///
  /// @param name how it is called in messages
  public SloFiles add(String name, String text) {
    Map<String, String> here = new LinkedHashMap<>();
    for (ConfigValue document : new YamlReader(line -> name + ":" + line, problems).readAll(text)) {
      if (document instanceof ConfigValue.Section section) {
        add(TableReader.of(section, "", problems), here);
      } else {
        problems.add(
            new Problem(
                document.source(), "", "not a table (expected: apiVersion, kind, metadata, spec)"));
      }
    }
    return this;
  }

  private void add(TableReader document, Map<String, String> here) {
    String name = SloReader.nameOf(document);
    if (name != null && here.putIfAbsent(name, document.source()) != null) {
      document.problemWithout(
          "metadata.name", name, "a name that is not given already, as at " + here.get(name));
    } else if (name != null && SloReader.isOff(document)) {
      takeAway(document, name);
    } else {
      Slo slo = SloReader.read(document);
      if (slo != null) {
        off.remove(slo.name());
        slos.put(slo.name(), slo);
      }
    }
  }

  private void takeAway(TableReader document, String name) {
    if (slos.remove(name) == null) {
      document.problemWithout(
          "metadata.name", name, "one that is there: " + String.join(", ", slos.keySet()));
    }
    off.add(name);
  }

  /// All service levels.
  ///
  /// @throws ConfigurationException with every mistake, if there is one
  public SloSet read() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new SloSet(List.copyOf(slos.values()), off);
  }
}
