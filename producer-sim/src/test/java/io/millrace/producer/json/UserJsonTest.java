package io.millrace.producer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.InvalidEventException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserJsonTest {
  @Test
  void tagsAndAttributesAreTakenAndOtherFieldsTold() {
    List<String> unknown = new ArrayList<>();
    byte[] json = "{\"tags\":[\"new\"],\"attributes\":{\"age\":30},\"name\":{}}".getBytes(UTF_8);
    UserJson.requireValid(json, (name, _) -> unknown.add(name));
    assertThat(unknown).containsExactly("name");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "[] | body",
        "{'tags':[''],'attributes':{}} | tags",
        "{'tags':'a'} | tags",
        "{'attributes':[]} | attributes",
        "{'attributes':{'a':{}}} | attributes.a"
      })
  void whatIsNoUserNamesTheField(String json, String field) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(
            () ->
                UserJson.requireValid(
                    json.replace('\'', '"').getBytes(UTF_8), UnknownFields.IGNORED))
        .satisfies(fault -> assertThat(fault.field()).isEqualTo(field));
  }
}
