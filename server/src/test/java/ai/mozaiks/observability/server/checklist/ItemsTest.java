// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.OK;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.World.GRAFANA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each line of the checklist, in a world in which it is well ([World#well]) and in others in which
/// it is not: those of `StoreItems` stand in [StoreCases], and so on.
class ItemsTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void allIsWell() throws Exception {
    world = World.well(folder);
  }

  private Check check(String id) throws Exception {
    Item item =
        Items.all(world.peers()).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    return item.answered(item.question().ask(world.facts()), text -> text);
  }

  static Stream<Case> cases() {
    return Stream.of(
            SetupCases.all(),
            LogFileCases.all(),
            PrometheusCases.all(),
            GrafanaCases.all(),
            LogAggregationCases.all(),
            ExternalCases.all(),
            MaintenanceCases.all(),
            DataCases.all(),
            StoreCases.all())
        .flatMap(each -> each);
  }

  static Stream<String> ids() {
    return Items.all(new FakePeers()).stream().map(Item::id);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void isOk_whenAllIsWell(String id) throws Exception {
    Check check = check(id);

    assertThat(check.state()).as(check.evidence()).isEqualTo(OK);
    assertThat(check.nextStep()).isNull();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatIsWrong(Case wrong) throws Exception {
    wrong.change().apply(world);

    Check check = check(wrong.id());

    assertThat(check.state()).as(check.evidence()).isEqualTo(wrong.state());
    assertThat(check.evidence()).contains(wrong.evidence());
    assertThat(check.nextStep()).isNotBlank();
  }

  @Test
  void everyLineHasAWorldInWhichItIsNotWell() {
    Set<String> wrong =
        cases()
            .filter(each -> each.state() == FAIL || each.state() == WARN)
            .map(Case::id)
            .collect(Collectors.toSet());

    assertThat(wrong).containsExactlyInAnyOrderElementsOf(ids().toList());
  }

  @Test
  void idsAndPagesAreRight() {
    List<Item> all = Items.all(new FakePeers());

    assertThat(all.stream().map(Item::id)).doesNotHaveDuplicates();
    for (Item each : all) {
      assertThat(Path.of("..").resolve(each.docs().replaceAll("#.*", ""))).exists();
    }
  }

  @Test
  void thePageOfTheDoctorTellsOfEveryLine() throws Exception {
    String page = Files.readString(Path.of("../docs/operations/doctor.md"));

    for (Item each : Items.all(new FakePeers())) {
      assertThat(page)
          .contains("| %s | `%s` | %s".formatted(each.section().word(), each.id(), each.title()));
    }
  }

  @Test
  void showsNoToken_andSendsItToGrafanaAlone() throws Exception {
    world.peers().answer(GRAFANA + "/api/datasources", 403, "{}");

    Check check = check("grafana_data_source");

    assertThat(check.toString()).doesNotContain("s3cr3t");
    assertThat(world.peers().logins)
        .containsEntry(GRAFANA + "/api/datasources", "Bearer s3cr3t-token");
    for (String id : ids().toList()) {
      check(id);
    }
    assertThat(world.peers().logins.keySet()).allMatch(url -> url.startsWith(GRAFANA));
  }
}
