// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a configuration comes from. A flag goes before an environment variable, that before the
/// file, and that before the default.
///
/// The environment variable of a key is `MOZAIKS_` and the key in upper case with `_` for `.`:
/// `storage.memory_limit` is `MOZAIKS_STORAGE_MEMORY_LIMIT`. Lists and tables are written as YAML
/// (or JSON): `MOZAIKS_REDACTION_KEYS='[x-internal, badge]'`. An empty variable counts as unset.
///
/// @param flags values by key, for example `grpc_port` for the flag `--grpc-port`
/// @param environment all environment variables; others than Mozaiks' are ignored
/// @param file the YAML file; null for none
public record ConfigSources(
    Map<String, String> flags, Map<String, String> environment, @Nullable Path file) {

  public ConfigSources {
    flags = Map.copyOf(flags);
    environment = Map.copyOf(environment);
  }

  /// Reads and checks everything.
  ///
  /// @throws ConfigurationException with every mistake, if there is one
  public ServerConfig read() throws ConfigurationException {
    return read(Runtime.getRuntime().maxMemory());
  }

  /// The same for a heap of another size.
  ///
  /// @param heapBytes the largest size of the heap, from which defaults follow
  ServerConfig read(long heapBytes) throws ConfigurationException {
    List<Problem> problems = new ArrayList<>();
    Settings settings = new Settings(this, readFile(problems), problems);
    ServerConfig config = new ServerConfigReader(settings, heapBytes).read();
    settings.reportUnknown();
    if (config == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return config;
  }

  private ConfigValue.@Nullable Section readFile(List<Problem> problems) {
    if (file == null) {
      return null;
    }
    String name = file.toString();
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      problems.add(new Problem(name, "", "no such file (expected: a YAML file)"));
      return null;
    } catch (CharacterCodingException e) {
      problems.add(new Problem(name, "", "not UTF-8 (expected: a YAML file in UTF-8)"));
      return null;
    } catch (IOException e) {
      problems.add(
          new Problem(
              name, "", "unreadable: " + e.getClass().getSimpleName() + " " + e.getMessage()));
      return null;
    }
    ConfigValue root = new YamlReader(line -> name + ":" + line, problems).read(text);
    if (root == null || root instanceof ConfigValue.Section) {
      return (ConfigValue.Section) root;
    }
    problems.add(
        new Problem(root.source(), "", "not a table (expected: lines such as port: 8000)"));
    return null;
  }
}
