// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.dialect.FieldTable.Told;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ToldFieldsTest {
  private final Recent<Told> recent = new Recent<>(64);

  @Test
  void saysWhatTheMapSays_whicheverFieldsAreTold() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 2_000; round++) {
      EnumMap<Field, Told> map = new EnumMap<>(Field.class);
      for (Field field : Field.values()) {
        if (random.nextInt(4) == 0) {
          map.put(field, new Told((long) random.nextInt(100), "attribute", 1));
        }
      }

      ToldFields told = ToldFields.of(map, recent);

      for (Field field : Field.values()) {
        assertThat(told.get(field)).isEqualTo(map.get(field));
      }
      Map<Field, Told> visited = new EnumMap<>(Field.class);
      told.forEach(visited::put);
      assertThat(visited).isEqualTo(map);
    }
  }

  @Test
  void namesAreShared_longTextsAreNot() {
    assertThat(agent("planner")).isSameAs(agent("planner"));
    assertThat(agent("x".repeat(65))).isEqualTo(agent("x".repeat(65)));
    assertThat(agent("x".repeat(65))).isNotSameAs(agent("x".repeat(65)));
  }

  private Told agent(String name) {
    EnumMap<Field, Told> map = new EnumMap<>(Field.class);
    map.put(Field.AGENT, new Told(name, "gen_ai.agent.name", 0));
    return Objects.requireNonNull(ToldFields.of(map, recent).get(Field.AGENT));
  }
}
